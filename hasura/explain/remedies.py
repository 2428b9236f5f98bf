"""The forms in which a remedy is said: what to change, an empty line, and the one line to paste.

A person pastes the line; a program finds it, since every form begins with its own words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from hasura.formats.jsonpath import render
from hasura.model import ClaimPath, ClaimSource, TokenLocation

IN_JWT_CONFIG = "In HASURA_GRAPHQL_JWT_SECRET set"
IN_CLAIMS_MAP = "In claims_map of HASURA_GRAPHQL_JWT_SECRET set"
AMONG_CLAIMS = "Have the issuer put this claim into the token"
AMONG_HASURA_CLAIMS = "Have the issuer put this into the token's Hasura claims"
SEND = "Send this header"
LEAVE_OUT = "Leave this header out"
IN_CLIENT = "The client gets it with"
WHERE_SIGNED = "Where tokens are signed write"
RUN = "Run"
IN_SHELL = "Where the server's environment is set, run"


def in_secret(fields: Mapping[str, Any], without: Iterable[str] = ()) -> str:
    """Members of the JWT secret, and those that have to go for them."""
    gone = " and ".join(f'"{name}"' for name in without)
    return _pasted(IN_JWT_CONFIG + (f" this in place of {gone}" if gone else ""), _members(fields))


def in_claims_map(name: str, source: ClaimSource) -> str:
    """One entry of the claims_map."""
    return _pasted(IN_CLAIMS_MAP, _members({name: source_document(source)}))


def in_token(claims: Mapping[str, Any]) -> str:
    """Claims at the top of the token."""
    return _pasted(AMONG_CLAIMS, _members(claims))


def in_hasura_claims(claims: Mapping[str, Any]) -> str:
    """Claims beside the other x-hasura-... claims."""
    return _pasted(AMONG_HASURA_CLAIMS, _members(claims))


def send(name: str, value: str) -> str:
    """A header of the request."""
    return _pasted(SEND, f"{name}: {value}")


def send_token(place: TokenLocation) -> str:
    """The token as this place takes it."""
    if place.kind == "Cookie":
        return send("Cookie", f"{place.name}=<token>")
    return send("Authorization", "Bearer <token>") if place.name is None else send(place.name, "<token>")


def leave_out(name: str) -> str:
    """A header that the request should not have."""
    return _pasted(LEAVE_OUT, name)


def in_client(code: str) -> str:
    """A line of the application that sends the request."""
    return _pasted(IN_CLIENT, code)


def where_signed(code: str) -> str:
    """A line of the application that signs tokens."""
    return _pasted(WHERE_SIGNED, code)


def run(command: str) -> str:
    """A command of herm's."""
    return _pasted(RUN, command)


def in_shell(command: str) -> str:
    """A command of the shell that starts the server."""
    return _pasted(IN_SHELL, command)


def source_document(source: ClaimSource) -> Any:
    """The entry of a claims_map as its JSON says it."""
    if not isinstance(source, ClaimPath):
        return list(source) if isinstance(source, tuple) else source
    default = list(source.default) if isinstance(source.default, tuple) else source.default
    return {"path": render(source.path), **({} if default is None else {"default": default})}


def _pasted(words: str, line: str) -> str:
    return f"{words}:\n\n    {line}"


def _members(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields)[1:-1]
