"""What an absolute URI is to Hasura's library."""

from __future__ import annotations

import pytest

from hasura.formats.uri import is_absolute_uri, shown_uri


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example",
        "https://a.example:8443/path;x=1/?q=a%20b#part",
        "https://user:word@a.example/",
        "https://@a.example",
        "http://[::1]:8080/",
        "http://127.0.0.1",
        "http://",
        "file:///etc/keys",
        "urn:app:1",
        "mailto:a@b.example",
        "localhost:8080",
        "a:",
        "a+b-c.d9:x",
        "a:/b//c",
    ],
)
def test_uri(text: str) -> None:
    """A scheme, a colon, and whatever the grammar allows after it."""
    assert is_absolute_uri(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":",
        "app",
        "/path",
        "//a.example",
        "1a:b",
        "-a:b",
        "a_b:c",
        "a b:c",
        "a:b c",
        "a:ä",
        "ä:a",
        "a:%4",
        "a:%zz",
        "a:<b>",
        "a:{b}",
        'a:"b"',
        "a:b#c#d",
        "a:b?[c]",
        "a:b#[c]",
        "a:[b]",
        "http://a.example:port",
        "http://a@b@c",
        "http://[a]b@c/",
        "http://a.example/[b]",
        "http://[::1",
        "http://::1/",
        "127.0.0.1:80",
        "https://a.example\n",
    ],
)
def test_no_uri(text: str) -> None:
    """Spaces, other letters, broken escapes, stray brackets and numbers for schemes are refused."""
    assert not is_absolute_uri(text)


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("https://user:word@a.example/p", "https://user:...@a.example/p"),
        ("https://:word@a.example", "https://:...@a.example"),
        ("https://a.example/p:q@r", "https://a.example/p:q@r"),
        ("https://user@a.example:80", "https://user@a.example:80"),
    ],
)
def test_password_is_not_shown(uri: str, shown: str) -> None:
    """The password of an address is left out of messages."""
    assert shown_uri(uri) == shown
