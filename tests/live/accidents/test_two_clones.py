"""Two clones on one machine: neither verb nor status of one touches or shows what is the other's."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.clones import Clone


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """A second clone in which nothing was brought up yet."""
    second = Clone(tmp_path_factory.mktemp("other"), ready=True)
    try:
        yield second
    finally:
        second.remove()


def shell_of(clone: Clone) -> dict[str, str]:
    """The variables of a shell that evaluated `./herm shell` in a clone."""
    script = 'eval "$(./herm shell)"; env -0'
    done = subprocess.run(
        ["sh", "-c", script], cwd=clone.folder, env=clone.environment(), capture_output=True, check=True
    )
    pairs = (entry.partition("=") for entry in done.stdout.decode().split("\0") if entry)
    return {name: value for name, _, value in pairs if name.startswith(("PULUMI_", "HERM_"))}


def run_in(clone: Clone, variables: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `./herm` in a clone with variables that another clone's shell set."""
    return subprocess.run(
        ["./herm", *arguments],
        cwd=clone.folder,
        env=clone.environment() | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_status_of_a_clone_does_not_show_anothers_containers(clone: Clone, other: Clone) -> None:
    """Where nothing was brought up, a running stack of the same name is another clone's."""
    file = other.folder / "Pulumi.dev.yaml"
    file.write_text(f"config:\n  herm:dockerName: {clone.name}\n", encoding="utf-8")
    try:
        done = other.herm("status", check=False)
        assert done.returncode == 1
        assert "not up in this clone" in done.stdout
        assert re.search(rf"{clone.name}-hasura +belongs to another clone", done.stdout)
        logs = other.herm("logs", check=False)
        assert (logs.returncode, logs.stdout) == (1, "")
    finally:
        file.unlink()


def test_a_verb_works_on_its_own_clone_whatever_the_shell_points_to(clone: Clone, other: Clone) -> None:
    """With the variables of one clone's shell, up and down in another change that other alone."""
    before, foreign = clone.identities(), shell_of(clone)
    assert foreign["HERM_CLONE"] == str(clone.folder)
    done = run_in(other, foreign, "up", *other.own_settings)
    assert done.returncode == 0, done.stderr
    assert f"leads to {clone.folder}; ./herm works on {other.folder}" in done.stderr
    assert clone.identities() == before
    assert clone.herm("status").returncode == 0
    assert other.herm("status").returncode == 0
    assert run_in(other, foreign, "down", "--volumes").returncode == 0
    assert clone.identities() == before
    assert other.herm("status", check=False).returncode == 1


def test_a_rehearsals_variables_mislead_no_verb(clone: Clone) -> None:
    """What `rehearse --env-file` wrote may stay in a shell: the stack that it points to is gone."""
    state = clone.folder / ".herm/rehearsal/pulumi/state"
    variables = {
        "PULUMI_BACKEND_URL": f"{state.as_uri()}?metadata=skip",
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(state.parent / "passphrase"),
        "PULUMI_HOME": str(state.parent / "home"),
    }
    before = clone.identities()
    done = run_in(clone, variables, "up")
    assert done.returncode == 0, done.stderr
    assert clone.identities() == before


def test_a_backend_that_the_user_chose_is_kept(clone: Clone, tmp_path: Path) -> None:
    """A backend elsewhere is the user's word: `./herm shell` leaves it as it is."""
    own = tmp_path.as_uri()
    done = run_in(clone, {"PULUMI_BACKEND_URL": own}, "shell")
    assert f"export PULUMI_BACKEND_URL={own}\n" in done.stdout
    assert f"export PULUMI_CREDENTIALS_PATH={Path.home() / '.pulumi'}\n" in done.stdout
    assert "leads to" not in done.stderr


def test_another_projects_passphrase_is_not_tried(clone: Clone) -> None:
    """A passphrase in the shell that does not open this stack's secrets is left to others."""
    for value in ("of-another-project", ""):
        done = run_in(clone, {"PULUMI_CONFIG_PASSPHRASE": value}, "token", "mint", "--role", "user")
        assert done.returncode == 0, done.stderr


def test_a_proxy_of_the_shell_is_not_asked_for_this_machine(clone: Clone) -> None:
    """Proxies in every spelling, SOCKS among them, stand between nobody on this machine."""
    dead = "http://127.0.0.1:9"
    variables = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), dead)
    socks = {"ALL_PROXY": "socks5://127.0.0.1:9", "no_proxy": "", "NO_PROXY": ""}
    done = run_in(clone, variables | socks, "up")
    assert done.returncode == 0, done.stderr
