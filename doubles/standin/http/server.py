"""uvicorn, with the limits of its own that it has."""

from __future__ import annotations

import uvicorn

from doubles.standin import limits
from doubles.standin.app import build_app
from doubles.standin.engine import Engine
from doubles.standin.http.protocol import HttpProtocol
from doubles.standin.options import Options
from doubles.standin.websocket.protocol import WebSocketProtocol


def http_server(options: Options, engine: Engine) -> uvicorn.Server:
    """What serves an engine's application."""
    config = uvicorn.Config(
        build_app(engine),
        host=options.host,
        port=options.port,
        http=HttpProtocol,
        ws=WebSocketProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=options.longest_header,
        ws_max_size=limits.MESSAGE,
        ws_per_message_deflate=options.compression,
        timeout_graceful_shutdown=options.shutdown_timeout,
    )
    return uvicorn.Server(config)
