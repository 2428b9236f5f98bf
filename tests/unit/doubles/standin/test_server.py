"""The start that fails: exit code 1, Hasura's text, no secret in it."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from doubles.standin.server import main
from tests.support.paths import ROOT

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


def test_client_of_keys_is_loaded_where_keys_are_fetched_alone() -> None:
    """A start without a `jwk_url` does without httpx and its certificates."""
    told = "import sys, doubles.standin.server; print('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
