"""A double of a container registry on the loopback: it serves images that this machine's Docker has.

It speaks the requests of a pull by digest, over HTTP as Docker allows for 127.0.0.1, and nothing else: no
push, no login, no tags.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
_CONFIG = "application/vnd.docker.container.image.v1+json"
_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"  # Docker looks at the bytes; they need no gzip


class _Blobs:
    """Content by its digest, and manifests by digest too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, content: bytes) -> dict[str, Any]:
        """Keep a content; its digest and size."""
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        (self._folder / digest).write_bytes(content)
        return {"digest": digest, "size": len(content)}

    def get(self, digest: str) -> bytes | None:
        """The content with this digest."""
        file = self._folder / Path(digest).name
        return file.read_bytes() if file.is_file() else None


def _add_image(blobs: _Blobs, image: str, folder: Path) -> str:
    """Take an image over from this machine's Docker; the digest of its manifest."""
    saved = folder / "saved"
    subprocess.run(["docker", "save", "--output", str(saved), image], check=True)
    with tarfile.open(saved) as archive:

        def content(name: str) -> bytes:
            member = archive.extractfile(name)
            assert member is not None, name
            return member.read()

        (description,) = json.loads(content("manifest.json"))
        manifest = {
            "schemaVersion": 2,
            "mediaType": _MANIFEST,
            "config": {"mediaType": _CONFIG, **blobs.add(content(description["Config"]))},
            "layers": [{"mediaType": _LAYER, **blobs.add(content(layer))} for layer in description["Layers"]],
        }
    saved.unlink()
    return str(blobs.add(json.dumps(manifest).encode())["digest"])


@contextmanager
def registry(folder: Path, images: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Serve images of this machine under other names.

    Args:
        folder: An empty folder for what is served.
        images: The name to serve under, `repository:tag`, and the image that this machine has.

    Yields:
        The reference to pull for each name: host, port, tag and digest. Pulled ones are removed at the end.
    """
    blobs = _Blobs(folder)
    digests = {name: _add_image(blobs, image, folder) for name, image in images.items()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            kind, _, wanted = self.path.rpartition("/")
            content = b"{}" if self.path == "/v2/" else blobs.get(wanted)
            self.send_response(200 if content is not None else 404)
            self.send_header(
                "Content-Type", _MANIFEST if kind.endswith("manifests") else "application/octet-stream"
            )
            self.send_header("Content-Length", str(len(content or b"")))
            self.send_header("Docker-Content-Digest", wanted)
            self.end_headers()
            if self.command == "GET" and content is not None:
                self.wfile.write(content)

        def do_HEAD(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    references = {name: f"127.0.0.1:{server.server_port}/{name}@{digest}" for name, digest in digests.items()}
    try:
        yield references
    finally:
        server.shutdown()
        server.server_close()
        subprocess.run(["docker", "rmi", *references.values()], capture_output=True, check=False)
