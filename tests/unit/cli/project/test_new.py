"""`./herm project new`: an empty project that is read and applied without a change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.project.locate import needed_folder, project_folder
from cli.project.new import write_new
from delivery.folder.project import read_project
from infra.problems import ProblemsError
from tests.support.configurations import dev_settings
from tests.unit.cli.project.server import Server
from tests.unit.cli.verbs import herm


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone without a project."""
    monkeypatch.setattr("cli.project.locate.ROOT", tmp_path)
    return tmp_path


def test_an_empty_project(clone: Path) -> None:
    """It is where the stacks look for it, and reads as a project without migrations."""
    done = herm("project", "new")
    assert done.code == 0, done.err
    found = read_project(clone / "project")
    assert [source["name"] for source in found.metadata["sources"]] == ["default"]
    assert project_folder("") == clone / "project"


def test_another_folder(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder elsewhere is written as well, and the command that makes it the stacks' is told."""
    monkeypatch.chdir(clone)
    done = herm("project", "new", "my api")
    assert "pulumi config set herm:project" in done.err
    assert read_project(clone / "my api").migrations == {"default": ()}


def test_nothing_is_overwritten(clone: Path) -> None:
    """A folder that has a project stays as it is."""
    herm("project", "new")
    (clone / "project/config.yaml").write_text("mine")
    done = herm("project", "new")
    assert done.code == 1
    assert (clone / "project/config.yaml").read_text() == "mine"


def test_where_a_project_is(clone: Path) -> None:
    """The setting leads anywhere, also out of the clone; without it there is the usual folder, or none."""
    assert project_folder("../api") == clone / "../api"
    assert project_folder("~/api") == Path.home() / "api"
    assert project_folder("") is None
    with pytest.raises(ProblemsError, match="has no Hasura project"):
        needed_folder("dev", "")


@pytest.mark.parametrize("words", [("new",), ("plan",), ("apply",), ("status",), ("verify",)])
def test_a_file_is_not_a_project(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Where herm:project names the file config.yaml, the command names its folder; nothing is asked."""
    file = folder / "config.yaml"
    monkeypatch.setattr("cli.project.work.settings", lambda stack: dev_settings(stack, project=str(file)))
    done = herm("project", *words, *([str(file)] if words == ("new",) else []))
    assert done.code == 1
    assert f"{file}: is a file" in done.err
    assert f"pulumi config set herm:project {folder} --stack dev" in done.err
    assert server.requests == []


def test_it_is_applied(server: Server, folder: Path) -> None:
    """The empty project suits a fresh stack: its source is there already."""
    shutil.rmtree(folder)
    write_new(folder, "http://localhost:8080")
    assert herm("project", "apply").code == 0
    assert [source["name"] for source in server.document["sources"]] == ["default"]
