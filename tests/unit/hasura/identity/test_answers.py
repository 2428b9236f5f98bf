"""What users type for a provider is brought into form, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasura.identity import answers
from hasura.identity.duration import seconds_of

Reader = Callable[[str], object]


@pytest.mark.parametrize(
    ("reader", "typed", "value"),
    [
        (answers.host, "acme.eu.auth0.com", "acme.eu.auth0.com"),
        (answers.host, " https://Acme.Auth0.com/ ", "acme.auth0.com"),
        (answers.url, "https://id.acme.example/auth/", "https://id.acme.example/auth"),
        (answers.url, "http://localhost:8080", "http://localhost:8080"),
        (answers.word, "eu-west-1_AbCdEfGhI", "eu-west-1_AbCdEfGhI"),
        (answers.segment, "my shop", "my%20shop"),
        (answers.guid, "6BABCAAD-604b-40ac-a9d7-9fd97c0b779f", "6babcaad-604b-40ac-a9d7-9fd97c0b779f"),
        (seconds_of, "90s", 90),
        (seconds_of, "30m", 1800),
        (seconds_of, "1H", 3600),
        (seconds_of, "7d", 604800),
    ],
)
def test_read(reader: Reader, typed: str, value: object) -> None:
    """Slips that leave no doubt are forgiven."""
    assert reader(typed) == value


@pytest.mark.parametrize(
    ("reader", "typed"),
    [
        (answers.host, "http://acme.auth0.com"),
        (answers.host, "acme"),
        (answers.host, "acme.auth0.com/path"),
        (answers.host, "acme.auth0.com:443"),
        (answers.host, "-a.example"),
        (answers.url, "id.acme.example"),
        (answers.url, "https://user:password@id.acme.example"),
        (answers.url, "https://id.acme.example?realm=a"),
        (answers.url, "https://id.acme.example:99999"),
        (answers.url, "https://[::1"),
        (answers.url, "https://a.example/{x}"),
        (answers.word, "a/b"),
        (answers.segment, "a/b"),
        (answers.segment, " "),
        (answers.guid, "common"),
        (answers.guid, "acme.onmicrosoft.com"),
        (seconds_of, "0s"),
        (seconds_of, "1 hour"),
        (seconds_of, "-1h"),
        (seconds_of, ""),
    ],
)
def test_refused(reader: Reader, typed: str) -> None:
    """What would make another address than meant is refused, and named."""
    with pytest.raises(ValueError, match=r"is no|holds more"):
        reader(typed)


@given(
    st.sampled_from([answers.host, answers.url, answers.word, answers.segment, answers.guid, seconds_of]),
    st.text(),
)
def test_anything_typed(reader: Reader, typed: str) -> None:
    """Whatever is typed is refused, or becomes a value without spaces and braces."""
    with suppress(ValueError):
        assert not set(str(reader(typed))) & set(" \t\n{}")
