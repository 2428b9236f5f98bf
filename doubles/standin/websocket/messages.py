"""What clients say on a WebSocket, in both protocols."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hasura.formats.json_text import decode_json, type_name

_KINDS = {
    *("connection_init", "connection_terminate", "start", "subscribe", "stop", "complete", "ping", "pong"),
}
_WITH_ID = {"start", "subscribe", "stop", "complete"}


class MessageError(Exception):
    """The message is none of the protocol; says why in the words of Hasura's parser."""


@dataclass(frozen=True)
class ClientMessage:
    """One message.

    Attributes:
        operation: The operation's id; "" where the message has none.
        headers: The headers that a `connection_init` carries; its other members are ignored.
    """

    kind: str
    operation: str
    payload: Any
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def read_message(text: str) -> ClientMessage:
    """The message of a text frame.

    Raises:
        MessageError: It is none.
    """
    try:
        document = decode_json(text)
    except ValueError:
        raise MessageError("Error in $: Failed reading: not a valid json value") from None
    message = _expect(dict, "ClientMessage", document)
    kind = message.get("type")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise MessageError(f"unexpected type for ClientMessage: {str(kind)[:50]}")
    operation = _expect(str, "Text", message.get("id")) if kind in _WITH_ID else ""
    payload = message.get("payload")
    headers = _headers(payload) if kind == "connection_init" else {}
    return ClientMessage(kind, operation, payload, headers)


def _headers(payload: Any) -> dict[str, str]:
    if payload is None:
        return {}
    headers = _expect(dict, "ConnParams", payload).get("headers")
    if headers is None:
        return {}
    return {name: _expect(str, "Text", value) for name, value in _expect(dict, "HashMap", headers).items()}


def _expect(kind: type, what: str, value: Any) -> Any:
    if not isinstance(value, kind):
        wanted = "Object" if kind is dict else "String"
        raise MessageError(f"parsing {what} failed, expected {wanted}, but encountered {type_name(value)}")
    return value
