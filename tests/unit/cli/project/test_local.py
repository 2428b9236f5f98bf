"""The project on a local stack: at the end of `./herm up`, and as its files change."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.project.local import bring, changes, project_paths
from cli.up.inputs import statuses
from cli.up.whole import Asked
from delivery.folder.watched import watched
from infra.config.settings import Settings
from tests.support.configurations import dev_settings
from tests.unit.cli.project.server import Server
from tests.unit.cli.verbs import herm
from tests.unit.delivery.project_files import write

NEW = "migrations/default/4_d/up.sql"


@pytest.mark.parametrize("stack", ["dev", "alice"])
def test_a_local_stack_is_brought_up_to_the_project(folder: Path, server: Server, stack: str) -> None:
    """Nobody is asked, and what another branch has left stops nothing."""
    server.cli_state = {"migrations": {"default": {"2": False, "9": False}}, "settings": {}}
    server.tables.add("b")
    assert bring(dev_settings(stack, target="docker", project=str(folder)))
    assert server.versions() == [1, 2, 3, 9]


def test_no_project_is_no_problem(server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A stack without a project is up all the same, and nothing is asked of its API."""
    monkeypatch.setattr("cli.project.locate.ROOT", tmp_path / "clone")
    assert not bring(dev_settings())
    assert server.requests == []


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "config.yaml").write_text("version: 3\n# changed\n"),
        lambda folder: (folder / "migrations/default/1_a/up.sql").write_text("SELECT 1;"),
        lambda folder: write(folder, {NEW: "SELECT 1;"}),
        lambda folder: write(folder, {"metadata/network.yaml": "{}\n"}),
        lambda folder: write(folder, {"seeds/default/1_a.sql": "SELECT 1;"}),
        lambda folder: (folder / "migrations/default/3_c/up.sql").unlink(),
    ],
    ids=["config", "changed", "new migration", "new metadata", "first seed", "removed"],
)
def test_every_file_of_the_project_counts(folder: Path, change: Callable[[Path], object]) -> None:
    """`./herm up` has something to do again when a file of the project changes, comes or goes."""
    before = statuses(map(str, watched(folder)))
    assert before == statuses(before)
    change(folder)
    assert before != statuses(before)


@pytest.mark.parametrize("how", ['"!include {}"', "!include {}"], ids=["in quotes", "as a tag"])
def test_what_is_included_from_elsewhere_counts(folder: Path, how: str) -> None:
    """A file outside of the project that one in it includes, and what that one includes, there or not."""
    outside = write(folder.parent / "shared", {"a.yaml": "- !include b.yaml\n", "b.yaml": "table: a\n"})
    tables = f"- {how.format('../../../../../shared/a.yaml')}\n- {how.format('../public_x.yaml')}\n"
    write(folder, {"metadata/databases/default/tables/tables.yaml": tables})
    before = statuses(map(str, watched(folder)))
    (outside / "b.yaml").write_text("table: changed\n")
    assert before != (again := statuses(before))
    (outside / "a.yaml").unlink()
    assert again != statuses(before)
    assert len(before) == len(set(map(os.path.realpath, before)))


def test_where_the_project_is_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A project that appears at the usual place is seen, although there was none."""
    monkeypatch.setattr("cli.project.locate.ROOT", tmp_path)
    monkeypatch.setattr("cli.project.local.plain", lambda _: {})
    before = statuses(map(str, project_paths("dev")))
    write(tmp_path / "project", {"config.yaml": "version: 3\n"})
    assert before != statuses(before)


def test_a_link_that_leads_back(folder: Path) -> None:
    """A folder that holds itself by a link is walked once."""
    (folder / "metadata/again").symlink_to(folder / "metadata")
    assert len(list(watched(folder))) < 100


def test_a_change_is_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once at the start; then after a change, when the files have been still for a moment."""
    monkeypatch.setattr("cli.project.local.plain", lambda _: {"project": str(folder)})
    script = [None, None, "a", "b", None, None]
    pauses = 0

    def pause(_: float) -> None:
        nonlocal pauses
        text = script[pauses]
        pauses += 1
        if text:
            write(folder, {NEW: text * pauses})

    found = changes("dev", pause)
    next(found)
    assert pauses == 0
    next(found)
    assert pauses == 5


def test_watching(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each round applies the project; a file that is wrong is told and waited for; Ctrl-C is a usual end."""

    def rounds(_: str) -> object:
        yield
        assert server.versions() == [1, 2, 3]
        write(folder, {NEW: "COMMIT;"})
        yield
        write(folder, {NEW: "CREATE TABLE d (id int);"})
        yield
        raise KeyboardInterrupt

    monkeypatch.setattr("cli.project.local.changes", rounds)
    done = herm("project", "watch")
    assert done.code == 130
    assert "4_d/up.sql, line 1: COMMIT ends or begins a transaction" in done.err
    assert server.versions() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ((), Asked()),
        (("--no-project",), Asked(project=False)),
        (("--seeds",), Asked(seeds=True)),
    ],
)
def test_what_up_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], asked: Asked
) -> None:
    """`./herm up` applies the project unless it is told not to, and runs seeds only when it is told to."""
    seen = []

    def bring_up(stack: str, _: object, __: object, wanted: Asked) -> Settings:
        seen.append((stack, wanted))
        return dev_settings()

    monkeypatch.setattr("cli.up.whole.bring_up", bring_up)
    monkeypatch.setattr("cli.verbs.local.up.last_run", lambda _: None)
    monkeypatch.setattr("cli.verbs.local.stacks.check_local_stack", lambda *_, **__: None)
    assert herm("up", *options).code == 0
    assert seen == [("dev", asked)]


@pytest.mark.parametrize("options", [("--seeds", "--no-project"), ("--seeds", "--stack", "alice")])
def test_seeds_go_with_the_project_of_dev(options: tuple[str, ...]) -> None:
    """Made-up data belongs on no other stack, and to no run without the project."""
    assert herm("up", *options).code == 2
