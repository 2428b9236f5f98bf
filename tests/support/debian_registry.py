"""A real container registry on the loopback: Debian's docker-registry, which takes pushes and gives pulls.

The double beside it (registry.py) serves images of this machine where no push is needed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.missing import lacking

_LISTENS = re.compile(r"listening on (127\.0\.0\.1:\d+)")


@contextmanager
def debian_registry(folder: Path) -> Iterator[str]:
    """A registry whose program and blobs are in a folder; its host and port."""
    download = ["apt-get", "download", "-q", "docker-registry"]
    if shutil.which("apt-get") is None or subprocess.run(download, cwd=folder, check=False).returncode != 0:
        lacking("no registry: Debian's package docker-registry")
    (package,) = folder.glob("docker-registry_*.deb")
    subprocess.run(["dpkg-deb", "--extract", package, folder / "package"], check=True)
    settings = folder / "registry.yml"
    storage = f"storage: {{filesystem: {{rootdirectory: {folder}/blobs}}}}\n"
    settings.write_text(f"version: 0.1\n{storage}http: {{addr: '127.0.0.1:0'}}\n", encoding="utf-8")
    said = folder / "said"
    with said.open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [folder / "package/usr/bin/docker-registry", "serve", settings], stdout=log, stderr=log
        )
    try:
        while (found := _LISTENS.search(said.read_text(encoding="utf-8"))) is None:
            assert server.poll() is None, said.read_text(encoding="utf-8")
            time.sleep(0.05)
        yield found[1]
    finally:
        server.kill()
        server.wait()
