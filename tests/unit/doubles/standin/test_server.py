"""The start: one that fails ends with exit code 1 and Hasura's text, one that does not is soon healthy."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.routing import Router

from doubles.standin import app
from doubles.standin.engine import Engine
from doubles.standin.server import main
from tests.support.paths import ROOT
from tests.unit.doubles.standin.conftest import ADMIN, Serve

ENV = {
    "HASURA_GRAPHQL_DATABASE_URL": "postgres://hasura:the-p%40ssword@127.0.0.1:1/hasura",
    "HASURA_GRAPHQL_NO_OF_RETRIES": "0",
}
KEY = "too-short"


@pytest.fixture(autouse=True)
def _own_process() -> Iterator[None]:
    """The server takes over SIGTERM and the turns of threads; the test run gets them back."""
    before, turn = signal.getsignal(signal.SIGTERM), sys.getswitchinterval()
    yield
    signal.signal(signal.SIGTERM, before)
    sys.setswitchinterval(turn)


@pytest.mark.parametrize(
    ("variables", "text"),
    [
        (
            {
                "HASURA_GRAPHQL_JWT_SECRET": f'{{"type": "HS256", "key": "{KEY}"}}',
                "HASURA_GRAPHQL_ADMIN_SECRET": "x",
            },
            "Invalid JWK: Key size too small; should be atleast 32 characters",
        ),
        (
            {"HASURA_GRAPHQL_JWT_SECRET": '{"jwk_url": "https://id.example/jwks"}'},
            "Fatal Error : --jwt-secret (HASURA_GRAPHQL_JWT_SECRET) requires --admin-secret",
        ),
        ({"HASURA_GRAPHQL_DEV_MODE": "1"}, "Not a valid boolean text"),
    ],
)
def test_wrong_environment(capsys: pytest.CaptureFixture[str], variables: dict[str, str], text: str) -> None:
    """A wrong environment ends the start at once, before the database is asked."""
    assert main(ENV | variables) == 1
    captured = capsys.readouterr()
    assert text in captured.err
    assert KEY not in captured.err + captured.out


def test_database_out_of_reach(capsys: pytest.CaptureFixture[str]) -> None:
    """A database that does not answer ends the start with a line of the log."""
    assert main(ENV) == 1
    captured = capsys.readouterr()
    assert '"code":"postgres-error"' in captured.out
    assert "Connection refused" in captured.out
    assert "the-p" not in captured.out + captured.err


@pytest.mark.parametrize(
    "url",
    [
        "postgres://hasura:hunter2@hunter3@127.0.0.1:1/hasura",
        "postgres://h:hunter2/hunter3@127.0.0.1/h",
        "hunter2",
    ],
)
def test_bad_database_url(capsys: pytest.CaptureFixture[str], url: str) -> None:
    """A database URL that cannot be read is refused without showing any part of its password."""
    assert main(ENV | {"HASURA_GRAPHQL_DATABASE_URL": url}) == 1
    captured = capsys.readouterr()
    for secret in ("hunter2", "hunter3"):
        assert secret not in captured.out + captured.err


_LATER = ("graphql", "hasura.request.check", "hasura.explain", "yaml", "cryptography.x509")


def _loaded_by(*modules: str) -> set[str]:
    """All modules that are loaded after these."""
    told = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_what_answers_requests_is_loaded_once_the_server_listens() -> None:
    """Until it is healthy a start loads what it needs for that, and then at once all that requests need."""
    assert not _loaded_by("doubles.standin.server", "doubles.standin.http.server").intersection(_LATER)
    assert _loaded_by("doubles.standin.routes").issuperset(_LATER)


def test_http_is_loaded_while_the_database_answers() -> None:
    """Where nothing but waiting is done, uvicorn and its protocols are not waited for before that."""
    assert not _loaded_by("doubles.standin.server").intersection(
        ("uvicorn", "starlette.applications", "websockets")
    )


def test_client_of_keys_is_loaded_where_keys_are_fetched_alone() -> None:
    """A start without a `jwk_url` does without httpx and its certificates."""
    assert "httpx" not in _loaded_by("doubles.standin.server", "doubles.standin.routes")


def test_whoever_asks_early_waits_and_is_answered(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Health is told while the addresses are loaded; a query that comes meanwhile gets its answer then."""
    load, go_on = app.load, threading.Event()

    def late(engine: Engine) -> Router:
        go_on.wait()
        return load(engine)

    monkeypatch.setattr(app, "load", late)
    stand = serve()
    try:
        with ThreadPoolExecutor() as pool:
            asked = pool.submit(stand.query, **{"x-hasura-admin-secret": ADMIN})
            assert stand.client.get("/healthz").text == "OK"
            assert not asked.done()
            go_on.set()
            assert asked.result() == {"data": {"__typename": "query_root"}}
    finally:
        go_on.set()
