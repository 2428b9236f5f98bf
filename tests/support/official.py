"""Doubles of Pulumi's official releases, served on the loopback.

In them are the toolchain's own programs. Where those were built, what the official ones do besides stands
in front: the language host obeys `virtualenv` in Pulumi.yaml, and the Docker plugin asks the daemon whether
it is there before it does anything, also for a preview.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from machine.engine import Toolchain
from machine.engine.manifest import Artefact, pinned
from machine.system import this_system
from tests.support.obeying_host import OBEYING

_HOSTS = ("https://get.pulumi.com", "https://github.com")
_HOST, _PLUGIN = "pulumi-language-python", "pulumi-resource-docker"
_PINGING = """#!/usr/bin/env python3
import os, socket, sys
with socket.socket(socket.AF_UNIX) as daemon:
    try:
        daemon.connect(os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock").removeprefix("unix://"))
        daemon.sendall(b"GET /_ping HTTP/1.1\\r\\nHost: docker\\r\\nConnection: close\\r\\n\\r\\n")
        answer = daemon.recv(100)
    except OSError:
        answer = b""
if b" 200 " not in answer:
    sys.exit("failed to connect to any docker daemon")
os.execv(os.path.join(os.path.dirname(os.path.realpath(__file__)), "built"), [sys.argv[0], *sys.argv[1:]])
"""


@contextmanager
def official_releases(folder: Path, tools: Toolchain, manifest: Path) -> Iterator[None]:
    """Serve the releases, and let a clone's manifest name this server in place of Pulumi's.

    Args:
        folder: An empty folder for what is served.
        tools: Whose programs they have.
        manifest: The clone's manifest.
    """
    pin = pinned()
    engine = {name: (tools.bin / name).read_bytes() for name in pin.engine.programs}
    plugin = {_PLUGIN: (pin.docker.inside(tools.pulumi_home) / _PLUGIN).read_bytes()}
    if tools.origin == "built":
        engine |= {
            "built": engine[_HOST],
            _HOST: OBEYING.format(host='"$(dirname "$(readlink -f "$0")")/built"').encode(),
        }
        plugin |= {"built": plugin[_PLUGIN], _PLUGIN: _PINGING.encode()}
    _publish(folder, pin.engine, engine)
    _publish(folder, pin.docker, plugin)
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        text = manifest.read_text(encoding="utf-8")
        for host in _HOSTS:
            text = text.replace(host, f"http://127.0.0.1:{server.server_port}")
        manifest.write_text(text, encoding="utf-8")
        yield
        server.shutdown()


def _publish(folder: Path, artefact: Artefact, programs: dict[str, bytes]) -> None:
    """An archive and the list of its checksum, at their paths."""
    system = this_system()
    archive, checksums = (
        folder / urlsplit(artefact.url(template, system)).path.lstrip("/")
        for template in (artefact.official.archive, artefact.official.checksums)
    )
    for file in (archive, checksums):
        file.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive, "w") as tar:
        for name, content in programs.items():
            member = tarfile.TarInfo(f"pulumi/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    digest = hashlib.new(artefact.official.digest, archive.read_bytes(), usedforsecurity=False).hexdigest()
    checksums.write_text(f"{digest}  {archive.name}\n", encoding="utf-8")


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""
