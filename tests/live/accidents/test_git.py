"""Everyday git beside a stack that is up: settings, secrets, containers and data stay as they are.

docs/decisions/dev-settings-outside-git.md says what is to be expected.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.clones import Clone
from tests.support.environments import give_environment


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """A clone that is up, has data, and has where to pull from."""
    folder = tmp_path_factory.mktemp("git")
    clone = Clone(folder / "clone", ready=True)
    git(clone.folder, "clone", "-q", "--bare", ".", str(folder / "upstream"))
    git(clone.folder, "remote", "add", "origin", str(folder / "upstream"))
    git(clone.folder, "fetch", "-q", "origin")
    git(clone.folder, "branch", "-q", "--set-upstream-to", "origin/main")
    try:
        clone.herm("up", *clone.own_settings)
        clone.sql("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('before git')")
        yield clone
    finally:
        clone.remove()


def git(folder: Path, *arguments: str) -> str:
    """Run git as somebody; what it prints."""
    who = ("-c", "user.name=t", "-c", "user.email=t@localhost")
    done = subprocess.run(["git", *who, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout


def facts(clone: Clone) -> tuple[str, dict[str, tuple[str, str]], str]:
    """What git must not touch: settings with their secrets, running containers, data."""
    file = (clone.folder / "Pulumi.dev.yaml").read_text(encoding="utf-8")
    return file, clone.identities(), clone.sql("SELECT word FROM kept")


def test_pull_that_changes_a_default_reaches_the_stack(work: Clone) -> None:
    """Upstream gives a setting another default: the pull works, and the next up has it."""
    before, colleague = facts(work), work.folder.parent / "colleague"
    git(work.folder.parent, "clone", "-q", "upstream", str(colleague))
    project = colleague / "Pulumi.yaml"
    text = project.read_text(encoding="utf-8")
    project.write_text(text.replace("default: startup, http-log", "default: startup"), encoding="utf-8")
    git(colleague, "commit", "-qam", "Log less")
    git(colleague, "push", "-q")
    git(work.folder, "pull", "-q")
    assert facts(work) == before
    work.herm("up")
    variables = work.container("hasura")["Config"]["Env"]
    assert any(re.match("HASURA_GRAPHQL_ENABLED_LOG_TYPES=startup, webhook-log", each) for each in variables)
    assert facts(work)[0] == before[0]
    assert work.identities()["postgres"] == before[1]["postgres"]


def test_stash_and_branches_leave_the_stack_alone(work: Clone) -> None:
    """Work in progress goes aside and comes back, on another branch and on this one."""
    before, readme = facts(work), work.folder / "README.md"
    readme.write_text("work in progress", encoding="utf-8")
    (work.folder / "new.txt").write_text("a new file", encoding="utf-8")
    git(work.folder, "stash", "push", "-q", "--include-untracked")
    assert facts(work) == before
    git(work.folder, "checkout", "-qb", "feature")
    git(work.folder, "commit", "-q", "--allow-empty", "-m", "A feature")
    assert facts(work) == before
    git(work.folder, "stash", "pop", "-q")
    git(work.folder, "checkout", "-q", "--", "README.md")
    git(work.folder, "checkout", "-q", "main")
    git(work.folder, "clean", "-qfd")
    work.herm("up")
    assert facts(work) == before
    assert git(work.folder, "status", "--porcelain") == ""


def test_branch_that_tracks_the_settings_does_not_take_the_secrets_away(work: Clone) -> None:
    """Git writes over an ignored file without asking, and removes it on the way back: it is put back."""
    work.herm("up")
    before, file = facts(work), work.folder / "Pulumi.dev.yaml"
    git(work.folder, "checkout", "-qb", "tracking")
    good = file.read_text(encoding="utf-8")
    file.write_text("config:\n  herm:enabledLogTypes: startup\n", encoding="utf-8")
    git(work.folder, "add", "--force", file.name)
    git(work.folder, "commit", "-qm", "Track the settings")
    git(work.folder, "checkout", "-q", "main")
    file.write_text(good, encoding="utf-8")
    git(work.folder, "checkout", "-q", "tracking")
    assert "enabledLogTypes" in file.read_text(encoding="utf-8")
    git(work.folder, "checkout", "-q", "main")
    assert not file.exists()
    done = work.herm("up")
    assert "Pulumi.dev.yaml is gone; it is put back" in done.stderr
    assert facts(work) == before
    file.unlink()
    work.herm("down")
    assert file.read_text(encoding="utf-8") == good
    work.herm("up")


def test_second_worktree_is_a_clone_of_its_own(work: Clone) -> None:
    """It shows nothing of the first, takes no names of it, and runs beside it under its own."""
    before = facts(work)
    folder = work.folder.parent / "worktree"
    git(work.folder, "worktree", "add", "-q", str(folder))
    other = Clone(folder, ready=True, made=True)
    try:
        status = other.herm("status", check=False)
        assert (status.returncode, "not up in this clone" in status.stdout) == (1, True)
        same = ("--config", f"herm:dockerName={work.name}", "--config", f"herm:hasuraPort={other.port}")
        refused = other.herm("up", *same, check=False)
        assert refused.returncode == 1
        assert f"container {work.name}-hasura: exists and is not this clone's" in refused.stderr
        assert (
            "another name: ./herm up --config herm:dockerName=herm-2 --config herm:hasuraPort="
            in refused.stderr
        )
        assert facts(work) == before
        other.herm("up", *other.own_settings)
        assert other.herm("status").returncode == 0
        assert git(other.folder, "status", "--porcelain") == ""
        assert facts(work) == before
        assert work.herm("status").returncode == 0
        other.herm("down", "--volumes")
        git(work.folder, "worktree", "remove", "--force", str(other.folder))
    finally:
        other.remove()
    assert facts(work) == before


def test_clean_of_everything_keeps_the_data(work: Clone) -> None:
    """`git clean -fdx` takes settings, secrets and state: up names the containers, then finds the data."""
    git(work.folder, "clean", "-qfdx")
    give_environment(work.folder)  # `./herm` would make it again
    refused = work.herm("up", *work.own_settings, check=False)
    assert refused.returncode == 1
    assert "its .herm/ was removed" in refused.stderr
    commands = re.findall(r"docker (?:container|network) rm .*", refused.stderr)
    assert len(commands) == 3
    for command in commands:
        subprocess.run(["sh", "-c", command], capture_output=True, check=True)
    work.herm("up", *work.own_settings)
    assert work.herm("status").returncode == 0
    assert work.sql("SELECT word FROM kept") == "before git"
