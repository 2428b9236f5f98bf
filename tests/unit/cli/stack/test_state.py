"""A state as its file has it: what it knows in Docker, and whether it is whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.stack import recovery, state
from cli.stack.engine import Engine
from cli.stack.first_run import ensure_stack
from cli.stack.state import Thing

ENTRIES = [
    {"type": "pulumi:pulumi:Stack", "urn": "s"},
    {"type": "pulumi:providers:docker", "id": "p"},
    {"type": "docker:index/network:Network", "id": "n1", "outputs": {"name": "a"}},
    {"type": "docker:index/volume:Volume", "id": "a-data", "outputs": {"name": "a-data"}},
    {
        "type": "docker:index/remoteImage:RemoteImage",
        "id": "sha256:1x:1",
        "outputs": {"name": "x:1", "imageId": "sha256:1"},
    },
    {"type": "docker:index/container:Container", "id": "c1", "outputs": {"name": "a-hasura"}},
    {"type": "docker:index/container:Container", "id": "c0", "outputs": {"name": "a-hasura"}, "delete": True},
]
THINGS = (
    Thing("network", "a", "n1"),
    Thing("volume", "a-data", "a-data"),
    Thing("image", "x:1", "sha256:1"),
    Thing("container", "a-hasura", "c1"),
)


def write(path: Path, latest: Any) -> Path:
    """A state file."""
    path.write_text(
        json.dumps({"version": 3, "checkpoint": {"stack": "s", "latest": latest}}), encoding="utf-8"
    )
    return path


def test_things_of_a_state(tmp_path: Path) -> None:
    """Containers, networks, volumes and images by name and id; what is about to go is not among them."""
    file = write(tmp_path / "dev.json", {"resources": ENTRIES})
    assert state.things_of(state.read_state(file)) == THINGS


def test_state_of_a_stack_that_was_never_up_is_empty(tmp_path: Path) -> None:
    """`pulumi stack init` writes a state without a deployment."""
    (tmp_path / "dev.json").write_text('{"version": 3, "checkpoint": {"stack": "s"}}', encoding="utf-8")
    assert state.things_of(state.read_state(tmp_path / "dev.json")) == ()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", '{"checkpoint": 1}', "\0" * 40])
def test_damage_is_recognised(tmp_path: Path, text: str) -> None:
    """Empty, cut, of zeros, or something else: not a state."""
    (tmp_path / "dev.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"state|Expecting|char"):
        state.read_state(tmp_path / "dev.json")


def test_same_name_and_another_id_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container that took the name does not count; of a volume Docker has only the name."""
    there = {("container", "a-hasura"): {"Id": "c9"}, ("volume", "a-data"): {"Name": "a-data"}}
    monkeypatch.setattr(
        state, "inspect", lambda kind, *names: [there[kind, name] for name in names if (kind, name) in there]
    )
    assert [str(thing) for thing in state.gone(THINGS)] == ["network a", "image x:1", "container a-hasura"]


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """An engine whose backend is a folder; it is not run."""
    (tmp_path / ".pulumi/stacks/herm").mkdir(parents=True)
    return Engine(tmp_path, {"PULUMI_BACKEND_URL": f"{tmp_path.as_uri()}?metadata=skip"})


def test_damaged_state_goes_on_with_its_copy(engine: Engine, tmp_path: Path) -> None:
    """The copy takes its place, the damaged file stays beside it, and that is told."""
    folder, said = tmp_path / ".pulumi/stacks/herm", list[str]()
    (folder / "dev.json").write_text("", encoding="utf-8")
    write(folder / "dev.json.bak", {"resources": ENTRIES})
    assert recovery.heal_state(engine, "dev", said.append)
    assert state.things_of(state.read_state(folder / "dev.json")) == THINGS
    assert (folder / "dev.json.damaged").read_text(encoding="utf-8") == ""
    assert "is damaged" in said[0]
    assert not recovery.heal_state(engine, "dev", said.append)


def test_without_a_good_copy_the_stack_is_made_anew(engine: Engine, tmp_path: Path) -> None:
    """Both files damaged: they make room, so that the engine can make the stack."""
    folder, said = tmp_path / ".pulumi/stacks/herm", list[str]()
    for name in ("dev.json", "dev.json.bak"):
        (folder / name).write_text("{", encoding="utf-8")
    assert recovery.heal_state(engine, "dev", said.append)
    assert not (folder / "dev.json").exists()
    assert "made anew" in said[0]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"hostname": null}', '{"pid": []}'])
def test_lock_that_nobody_can_read(engine: Engine, tmp_path: Path, text: str) -> None:
    """Such a lock has no holder that could be waited for; one of another machine is not ours to judge."""
    folder = tmp_path / ".pulumi/locks/organization/herm/dev"
    folder.mkdir(parents=True)
    (folder / "1.json").write_text(text, encoding="utf-8")
    assert recovery._lock_holder(engine, "dev") in (0, None)


def test_number_of_a_dead_engine_may_be_anothers() -> None:
    """A process that is not an engine is not waited for, whatever the lock says."""
    assert not recovery._is_pulumi(1)
    assert not recovery._is_pulumi(2**22 + 1)


def test_a_stack_whose_state_is_a_file_is_known_without_the_engine(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is there, and what a killed run left open is seen: only then is an engine started, to refresh."""
    started: list[str] = []
    monkeypatch.setattr(Engine, "run", lambda *_, **__: pytest.fail("the engine was asked"))
    monkeypatch.setattr(recovery, "inspect", lambda *_: [])
    monkeypatch.setattr(recovery, "containers", lambda _: {})
    monkeypatch.setattr(recovery, "change", lambda _, command, *__: started.append(command))
    file = write(tmp_path / ".pulumi/stacks/herm/dev.json", {})
    ensure_stack(engine, "dev", pytest.fail)
    recovery.settle(engine, "dev", "a", pytest.fail)
    assert started == []
    write(file, {"pending_operations": [{"type": "creating"}]})
    recovery.settle(engine, "dev", "a", lambda _: None)
    assert started == ["refresh --clear-pending-creates"]
