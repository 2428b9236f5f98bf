"""Fetching from servers that are slow, broken or hostile ends in one clear message."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.tokens.fetch import fetch_json
from infra.problems import ProblemsError
from tests.unit.cli.tokens.https_server import Server, body, endless, redirect, serve, status, stuck

RELEASED = threading.Event()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One HTTPS server with every kind of misbehaviour."""
    answers = {
        "/good": body(b'{"keys": []}'),
        "/garbage": body(b"<html>"),
        "/deep": body(b"[" * 200_000),
        "/binary": body(b"\xff\xfe\x00"),
        "/endless": endless,
        "/stuck": stuck(RELEASED),
        "/moved": redirect("/good"),
        "/to-http": redirect("http://keys.example/jwks"),
        "/loop": redirect("/loop"),
        "/broken": status(503),
    }
    with serve(tmp_path_factory.mktemp("https"), answers) as running:
        yield running
        RELEASED.set()


@pytest.fixture
def trusted(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, with its authority in the environment."""
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    return server


def failure(url: str, seconds: float = 20) -> str:
    """The text of the failure that fetching this address ends in."""
    with pytest.raises(ProblemsError) as caught:
        fetch_json(url, seconds)
    assert caught.value.problems[0].where == url
    return caught.value.problems[0].reason


@pytest.mark.parametrize("path", ["/good", "/moved"])
def test_good(trusted: Server, path: str) -> None:
    """A document is fetched from a server whose authority the environment names, redirected too."""
    assert fetch_json(trusted.url + path) == {"keys": []}


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/garbage", "not a JSON document"),
        ("/deep", "not a JSON document"),
        ("/binary", "not a JSON document"),
        ("/endless", "more than 1,000,000 bytes"),
        ("/to-http", "leads to http://keys.example/jwks, which is not https"),
        ("/loop", "redirects more than 3 times"),
        ("/broken", "HTTP status 503"),
        ("/none", "HTTP status 404"),
    ],
)
def test_misbehaviour(trusted: Server, path: str, reason: str) -> None:
    """Each kind of misbehaviour is named."""
    assert reason in failure(trusted.url + path)


def test_slow(trusted: Server) -> None:
    """A server that stops in the middle of its answer is given up."""
    assert "within 0.5 seconds" in failure(trusted.url + "/stuck", seconds=0.5)


def test_unknown_authority(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate of an unknown authority is refused, and the remedy names the variable for one's own."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with pytest.raises(ProblemsError, match="export SSL_CERT_FILE"):
        fetch_json(server.url + "/good")
    assert "no known authority" in failure(server.url + "/good")


def test_wrong_name(trusted: Server) -> None:
    """A certificate for another name is refused."""
    assert "no known authority signed for this name" in failure(
        trusted.url.replace("localhost", "127.0.0.1") + "/good"
    )


def test_unreadable_authority(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An SSL_CERT_FILE that does not exist is a message, not a traceback."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    assert "cannot be read" in failure(server.url + "/good")


def test_nothing_listens() -> None:
    """A closed port is a message."""
    assert "cannot be read" in failure("http://localhost:1/jwks")


@pytest.mark.parametrize(
    "url",
    ["http://keys.example/jwks", "http://10.0.0.1/jwks", "ftp://localhost/jwks", "file:///etc/passwd", ""],
)
def test_plain_http_elsewhere(url: str) -> None:
    """Only https is fetched, or http on this machine."""
    assert "not https" in failure(url)


def test_plain_http_here(tmp_path: Path) -> None:
    """A provider on this machine may speak http."""
    with serve(tmp_path, {"/jwks": body(b"{}")}, tls=False) as server:
        assert fetch_json(server.url + "/jwks") == {}
