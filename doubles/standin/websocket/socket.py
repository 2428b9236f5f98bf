"""GraphQL over WebSocket, authenticated once at `connection_init`.

Two protocols, chosen as Hasura does: `graphql-transport-ws` when the client offers exactly that, else the
older `graphql-ws` of Apollo.
"""

from __future__ import annotations

import uuid
from collections.abc import Coroutine
from typing import Any

import anyio
from starlette.responses import JSONResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from doubles.standin import limits
from doubles.standin.engine import Engine
from doubles.standin.websocket.outbox import CloseConnection, Outbox
from doubles.standin.websocket.session import Session
from hasura.model import Refused
from hasura.request.wire import graphql_body

TRANSPORT_WS = "graphql-transport-ws"
APOLLO = "graphql-ws"
_HANDSHAKE_ONLY = {"sec-websocket-key", "sec-websocket-version", "upgrade", "connection"}
_LONGEST_REASON = 123
_FOREIGN = Refused(400, "access-denied", "received origin header does not match configured CORS domains")
_TOO_MANY = Refused(503, "busy", f"more than {limits.WEBSOCKETS} WebSockets are open")


async def serve_websocket(websocket: WebSocket) -> None:
    """Serve one connection, unless its origin may not call or there are too many."""
    engine: Engine = websocket.app.state.engine
    origin, cors = websocket.headers.get("origin"), engine.options.cors
    if origin and not cors.disabled and not cors.origins.allow(origin):
        await _deny(websocket, _FOREIGN)
        return
    try:
        engine.websockets.acquire_on_behalf_of_nowait(websocket)
    except anyio.WouldBlock:
        await _deny(websocket, _TOO_MANY)
        return
    try:
        await _serve(websocket, engine)
    finally:
        engine.websockets.release_on_behalf_of(websocket)


async def _deny(websocket: WebSocket, refused: Refused) -> None:
    await websocket.send_denial_response(JSONResponse(graphql_body(refused), refused.status))


async def _serve(websocket: WebSocket, engine: Engine) -> None:
    """Serve it until either side ends it or the token expires."""
    offered = websocket.scope["subprotocols"]
    modern = offered == [TRANSPORT_WS]
    await websocket.accept(TRANSPORT_WS if modern else APOLLO if APOLLO in offered else None)
    outbox = Outbox(modern, websocket.url.path)
    session = Session(engine, outbox, _handshake_headers(websocket), str(uuid.uuid4()))
    session.log({"type": "accepted"})
    try:
        await _until_first_ends(
            _receive(websocket, session),
            _send(websocket, outbox),
            _keep_alive(outbox, engine.options.keepalive),
            session.until_expiry(),
            session.until_init_is_late(engine.options.init_timeout),
        )
        await websocket.close()
    except CloseConnection as close:
        await websocket.close(close.code, close.reason.encode()[:_LONGEST_REASON].decode(errors="ignore"))
    except (WebSocketDisconnect, RuntimeError):
        pass  # the client has gone
    finally:
        session.end()
    session.log({"type": "closed"})


def _handshake_headers(websocket: WebSocket) -> list[tuple[str, str]]:
    """The handshake's headers; cookies only where CORS guards them or the options say so."""
    cors = websocket.app.state.engine.options.cors
    dropped = _HANDSHAKE_ONLY | ({"cookie"} if cors.disabled and not cors.read_cookie else set())
    return [(name, value) for name, value in websocket.headers.items() if name not in dropped]


async def _until_first_ends(*parts: Coroutine[Any, Any, None]) -> None:
    """Run all parts until one ends, cancel the others, raise what that one raised."""
    endings: list[Exception] = []

    async def run(part: Coroutine[Any, Any, None]) -> None:
        try:
            await part
        except (CloseConnection, WebSocketDisconnect, RuntimeError) as ending:
            endings.append(ending)
        group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        for part in parts:
            group.start_soon(run, part)
    if endings:
        raise endings[0]


async def _receive(websocket: WebSocket, session: Session) -> None:
    """Text and binary frames alike, as Hasura takes them."""
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message["code"])
        text = message.get("text")
        await session.receive(message["bytes"].decode(errors="replace") if text is None else text)


async def _send(websocket: WebSocket, outbox: Outbox) -> None:
    while True:
        await websocket.send_json(await outbox.next_message())
        outbox.sent()


async def _keep_alive(outbox: Outbox, seconds: int) -> None:
    while True:
        outbox.show_life()
        await anyio.sleep(max(seconds, 1))
