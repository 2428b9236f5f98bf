"""A double of a deployed API: what its health check and its GraphQL address answer, and no more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from tests.support.served import listening

REFUSAL = json.dumps({"errors": [{"message": "x-hasura-admin-secret required, but not found"}]})
DATA = json.dumps({"data": {"__typename": "query_root"}})


@contextmanager
def api(health: list[int], answer: str, body: str = "OK") -> Iterator[str]:
    """An API that answers health checks with these codes in turn, the last one for good, and this body."""
    codes = list(health)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(codes.pop(0) if len(codes) > 1 else codes[0], body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self._send(200, answer)

        def do_OPTIONS(self) -> None:
            """Let every origin in."""
            self._send(204, "")

        def _send(self, code: int, text: str) -> None:
            self.send_response(code)
            self.send_header("Content-Length", str(len(text)))
            self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin", "*"))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Say nothing."""

    with listening(Handler) as address:
        yield address
