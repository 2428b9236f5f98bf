"""The commands of pages and messages for stack dev, typed as they stand into a shell."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.support.clones import Clone, free_port
from tests.support.commands import Row, rows
from tests.support.printed import rows_of_messages


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """A clone that is up; its rows run in their order, each in a shell of its own."""
    clone = Clone(tmp_path_factory.mktemp("typed"), ready=True)
    try:
        clone.herm("up", *clone.own_settings)
        yield clone
    finally:
        clone.remove()


@pytest.mark.parametrize("row", [*rows("dev"), *rows_of_messages()], ids=lambda row: row.run)
def test_dev(typed: Clone, row: Row) -> None:
    """The command does what page or message says, with this clone's names and a free port."""
    values = {"herm-dev-": f"{typed.name}-", "9080": str(free_port())}
    done = _type(typed, row.script(**values), row.stdin)
    assert done.returncode == row.code, done.stdout + done.stderr
    assert row.prints in done.stdout + done.stderr


def test_prods_tokens(typed: Clone) -> None:
    """The commands about prod's JWT secret work where its passphrase is, before anything is deployed."""
    made = "./herm jwt-config auth0 --domain {} --audience {}"
    secret = f"{made} | pulumi config set --secret herm:jwtSecret --stack prod"
    steps = (
        ("pulumi stack init prod --secrets-provider passphrase", 0),
        ("openssl rand -hex 32 | pulumi config set --secret herm:adminSecret --stack prod", 0),
        ("printf P@ssword-of-1-test | pulumi config set --secret herm:databasePassword --stack prod", 0),
        (secret.format("YOU.eu.auth0.com", "https://YOUR-API"), 0),
        (secret.format("acme.eu.auth0.com", "https://api.acme.com"), 0),
        ("./herm jwt check --stack prod", 0),
        ("./herm token inspect --stack prod", 1),  # another issuer's token
    )
    token = _type(typed, "./herm token mint --role user").stdout
    for step, code in steps:
        done = _type(typed, step, token)
        assert done.returncode == code, f"{step}: {done.stdout}{done.stderr}"


def _type(clone: Clone, script: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Type a script into a shell that has plain pulumi; questions are answered with yes."""
    shell = shutil.which("bash") or "sh"
    return subprocess.run(
        [shell, "-c", f"{clone.shell()}\nset -o pipefail\n{script}"],
        cwd=clone.folder,
        env=clone.environment(PULUMI_OPTION_YES="true"),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
