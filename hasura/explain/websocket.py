"""A WebSocket carries its headers in its first message, since browsers send none with the handshake."""

from __future__ import annotations

from hasura.explain.cause import Cause
from hasura.explain.words import Explanation
from hasura.model import Headers


def is_websocket(headers: Headers) -> bool:
    """Whether these are the headers of a WebSocket's handshake."""
    names = {name.lower(): value.lower() for name, value in headers}
    return names.get("upgrade") == "websocket" or any(name.startswith("sec-websocket-") for name in names)


def over_websocket(header: str) -> Explanation:
    """The words for a handshake without credentials.

    Args:
        header: The header as a member of a JSON object.
    """
    return Explanation(
        Cause.WEBSOCKET_WITHOUT_CREDENTIALS,
        "This is a WebSocket's handshake: Hasura reads its headers from the message "
        "`connection_init` that follows.",
        (
            "A browser sends no headers of its own with the handshake.",
            "graphql-ws and Apollo send them as `connectionParams`, read once for each connection.",
        ),
        "Give the client the headers for `connection_init`; make it a function, so that each connection gets "
        "a fresh token:\n\n"
        f"    connectionParams: () => ({{ headers: {{ {header} }} }})",
    )
