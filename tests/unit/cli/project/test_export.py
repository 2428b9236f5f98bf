"""`./herm project export`: what a stack has becomes files, and nothing that git lacks is lost."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from delivery.folder.metadata import read_metadata
from tests.unit.cli.project.conftest import TABLES
from tests.unit.cli.project.server import Server
from tests.unit.cli.verbs import herm

GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com")


@pytest.fixture
def kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project, all of it in git; the user stands in it."""
    monkeypatch.chdir(folder)
    for command in (("init", "-q"), ("add", "."), ("commit", "-qm", "All of it")):
        subprocess.run([*GIT, *command], cwd=folder, check=True)
    return folder


def have(server: Server, *names: str) -> None:
    """The stack tracks these tables."""
    server.sources[0]["tables"] = [{"table": {"schema": "public", "name": name}} for name in names]


def test_the_folder_says_what_the_stack_has(server: Server, kept: Path) -> None:
    """Each table gets a file; afterwards nothing differs, and a second run finds nothing to write."""
    have(server, "a", "z")
    done = herm("project", "export")
    assert done.code == 0, done.err
    assert f"written  {TABLES}/public_z.yaml" in done.out
    tables = read_metadata(kept / "metadata")["sources"][0]["tables"]
    assert [table["table"]["name"] for table in tables] == ["a", "z"]
    again = herm("project", "export")
    assert (again.out, again.code) == ("", 0)
    assert "says what stack dev has already" in again.err


def test_files_of_tables_that_are_gone(server: Server, kept: Path) -> None:
    """They are removed; a file that says the same keeps its comments; a machine reads which."""
    have(server, "a", "z")
    herm("project", "export", "--yes")
    note = kept / TABLES / "public_a.yaml"
    note.write_text(f"# mine\n{note.read_text(encoding='utf-8')}", encoding="utf-8")
    have(server, "a")
    done = herm("project", "export", "--yes", "--json")
    assert json.loads(done.out) == {
        "stack": "dev",
        "written": [f"{TABLES}/tables.yaml"],
        "removed": [f"{TABLES}/public_z.yaml"],
    }
    assert note.read_text(encoding="utf-8").startswith("# mine\n")


def test_what_git_lacks_is_not_overwritten(server: Server, kept: Path) -> None:
    """Without the file's content in git nothing is written; the printed commands keep it, or lose it."""
    have(server, "z")
    tables = kept / TABLES / "tables.yaml"
    tables.write_text("[]\n", encoding="utf-8")
    refused = herm("project", "export")
    assert refused.code == 1
    assert f"{TABLES}/tables.yaml" in refused.err
    assert tables.read_text(encoding="utf-8") == "[]\n"
    command = next(line for line in refused.err.splitlines() if "lose them: " in line)
    assert herm(*command.partition("./herm ")[2].split()).code == 0
    assert "public_z.yaml" in tables.read_text(encoding="utf-8")


def test_what_git_has_again(server: Server, kept: Path) -> None:
    """After the printed `git add` and `git commit` the export goes through."""
    have(server, "z")
    (kept / TABLES / "tables.yaml").write_text("[]\n", encoding="utf-8")
    refused = herm("project", "export")
    command = next(line for line in refused.err.splitlines() if "keep them: " in line).partition(": ")[2]
    named = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a"}
    shell = command.replace("git commit", "git commit -qm kept")
    subprocess.run(
        ["sh", "-c", shell],
        cwd=kept,
        env={**named, "GIT_COMMITTER_EMAIL": "a@b", "PATH": "/usr/bin:/bin"},
        check=True,
    )
    assert herm("project", "export").code == 0
    changed = subprocess.run(
        ["git", "diff", "--stat", "."], cwd=kept, capture_output=True, text=True, check=True
    )
    assert f"{TABLES}/tables.yaml" in changed.stdout


def test_outside_of_git(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no repository every file that would be overwritten counts."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    have(server, "z")
    assert herm("project", "export").code == 1
    assert herm("project", "export", "--yes").code == 0
