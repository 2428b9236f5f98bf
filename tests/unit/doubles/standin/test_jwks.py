"""Keys from a `jwk_url`: when they are fetched again, and what a failure leaves."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Callable

import httpx
import pytest

from doubles.standin.jwks import HeaderError, KeySets, expiry
from doubles.standin.log import Log
from hasura.model import StartupError
from hasura.start.startup import start

URL = "https://id.example/jwks"
JWKS = {"keys": [{"kty": "oct", "k": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"}]}
NOW = 1_800_000_000.0
Answer = Callable[[httpx.Request], httpx.Response]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "max-age=300"}, 300),
        ({"cache-control": "public, s-maxage=60"}, 60),
        ({"cache-control": "max-age=300, s-maxage=60"}, 300),
        ({"cache-control": 'Max-Age="30"'}, 30),
        ({"cache-control": "no-cache, max-age=300"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": "must-revalidate"}, 0),
        ({"cache-control": "must-revalidate, max-age=20"}, 20),
        ({"cache-control": "public"}, None),
        ({"cache-control": "public", "expires": "Fri, 15 Jan 2027 08:01:00 GMT"}, 60),
        ({"expires": "Fri, 15 Jan 2027 08:00:10 GMT"}, 10),
        ({"cache-control": "max-age=5", "expires": "Fri, 15 Jan 2027 09:00:00 GMT"}, 5),
    ],
)
def test_expiry(headers: dict[str, str], seconds: float | None) -> None:
    """`Cache-Control` decides, `Expires` where it is silent, and without both the keys stay for ever."""
    assert expiry(headers, NOW) == (None if seconds is None else NOW + seconds)


@pytest.mark.parametrize(
    "headers",
    [
        {"cache-control": "max-age=soon"},
        {"cache-control": "max age"},
        {"expires": "tomorrow"},
        {"expires": "0"},
    ],
)
def test_unreadable_headers(headers: dict[str, str]) -> None:
    """A header that says nothing is told."""
    with pytest.raises(HeaderError, match="Failed parsing"):
        expiry(headers, NOW)


def key_sets(answer: Answer) -> tuple[KeySets, io.StringIO]:
    """The sets of one `jwk_url` whose server answers so, and their log."""
    mode = start(
        {"HASURA_GRAPHQL_ADMIN_SECRET": "x", "HASURA_GRAPHQL_JWT_SECRET": json.dumps({"jwk_url": URL})}
    )
    stream = io.StringIO()
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return KeySets(mode, client, Log(frozenset({"jwk-refresh-log"}), "info", stream)), stream


def refuses(_: httpx.Request) -> httpx.Response:
    """A server that is not there."""
    raise httpx.ConnectError("Connection refused")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (refuses, "Error fetching JWK: Connection refused"),
        (lambda _: httpx.Response(503), f"Non-2xx response on fetching JWK from: {URL}"),
        (lambda _: httpx.Response(200, text="<html>"), f"Error parsing JWK from url: {URL}"),
    ],
)
def test_fatal_at_the_start(answer: Answer, message: str) -> None:
    """An address that has no keys at the start is fatal."""
    sets, _ = key_sets(answer)
    with pytest.raises(StartupError) as caught:
        asyncio.run(sets.fetch_all())
    assert str(caught.value) == message


def test_first_result_is_thrown_away() -> None:
    """The keys of the first fetch do not count; those of the background do."""
    sets, _ = key_sets(lambda _: httpx.Response(200, json=JWKS))
    asyncio.run(sets.fetch_all())
    assert sets.now() == {URL: ()}
    asyncio.run(sets.refresh_due(NOW))
    assert len(sets.now()[URL]) == 1


def test_refresh_when_expired() -> None:
    """Keys are fetched again once they have expired, and not before."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json=JWKS, headers={"cache-control": "max-age=10"})

    sets, stream = key_sets(answer)
    for moment in (NOW, NOW + 9, NOW + 10):
        asyncio.run(sets.refresh_due(moment))
    assert asked == [URL, URL]
    assert stream.getvalue().count(f"refreshing JWK from endpoint: {URL}") == 2


def test_failure_keeps_the_keys() -> None:
    """A later fetch that fails keeps the old keys and is tried again at the next look."""
    answers = [
        httpx.Response(200, json=JWKS, headers={"cache-control": "no-cache"}),
        httpx.Response(500),
        httpx.Response(200, json={"keys": []}),
    ]
    sets, stream = key_sets(lambda _: answers.pop(0))
    asyncio.run(sets.refresh_due(NOW))
    asyncio.run(sets.refresh_due(NOW + 1))
    assert len(sets.now()[URL]) == 1
    assert "Non-2xx response" in stream.getvalue()
    asyncio.run(sets.refresh_due(NOW + 2))
    assert sets.now()[URL] == ()


def test_unreadable_header_keeps_the_expiry() -> None:
    """With an unreadable header the keys are taken and the previous expiry stays."""
    answers = [
        httpx.Response(200, json=JWKS, headers={"cache-control": "max-age=10"}),
        httpx.Response(200, json={"keys": JWKS["keys"] * 2}, headers={"cache-control": "max-age=x"}),
        httpx.Response(200, json=JWKS),
    ]
    sets, stream = key_sets(lambda _: answers.pop(0))
    asyncio.run(sets.refresh_due(NOW))
    asyncio.run(sets.refresh_due(NOW + 10))
    assert len(sets.now()[URL]) == 2
    assert "Failed parsing Cache-Control header from JWK response" in stream.getvalue()
    asyncio.run(sets.refresh_due(NOW + 11))
    assert answers == []
