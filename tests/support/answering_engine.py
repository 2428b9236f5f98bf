"""A double of a Docker engine that answers that it is there, and has nothing."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingUnixStreamServer


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = self.path.endswith("/_ping")
        self.send_response(200 if known else 404)
        self.send_header("Api-Version", "1.44")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing; a socket's client has no address to name."""


@contextmanager
def answering_engine() -> Iterator[str]:
    """Its address; in a folder of its own, since a socket's path has to be short."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "docker.sock"
        with ThreadingUnixStreamServer(str(path), _Handler) as server:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
            yield f"unix://{path}"
            server.shutdown()
