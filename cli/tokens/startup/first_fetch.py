"""The first fetch of a key set, as Hasura does it at its start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cli.tokens.fetch import FetchError, fetch
from hasura.formats.jwk import parse_jwk_set
from hasura.start.key_address import answered_badly, fetch_failed, no_jwk_set

_FRESHNESS = ("cache-control", "expires")


@dataclass(frozen=True)
class FirstFetch:
    """What came of it.

    Attributes:
        error: Hasura's start-up message; None when it starts.
        seen: What was answered, one sentence.
    """

    error: str | None
    seen: str


def first_fetch(jwk_url: str) -> FirstFetch:
    """Ask the address for its keys."""
    try:
        answer = fetch(jwk_url)
    except FetchError as error:
        return FirstFetch(fetch_failed(str(error)), f"{jwk_url} {error}.")
    if not 200 <= answer.status < 300:
        return FirstFetch(answered_badly(jwk_url), f"{jwk_url} answers with HTTP status {answer.status}.")
    try:
        keys = parse_jwk_set(answer.body)
    except ValueError as error:
        return FirstFetch(no_jwk_set(jwk_url), f"What {jwk_url} answers cannot be read: {error}.")
    return FirstFetch(None, f"{jwk_url} answers {len(keys)} keys; {_refetched(answer.headers)}.")


def _refetched(headers: Mapping[str, str]) -> str:
    for name in _FRESHNESS:
        if name in headers:
            return f"Hasura asks again as {name}: {headers[name][:60]} says"
    return "without Cache-Control and Expires Hasura never asks again until it is restarted"
