"""Whether the last run's record still holds: each thing that a run reads is changed in turn."""

from __future__ import annotations

import copy
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cli.up import inputs, record, remember
from cli.up.inputs import Files, program, settled, statuses, variables
from cli.up.record import Record, forget, keep, last_run
from cli.up.things import is_well, things
from tests.support.paths import ROOT

CONTAINER = {
    "Id": "c1",
    "Image": "sha256:i1",
    "NetworkSettings": {"Networks": {"n": {"NetworkID": "n1"}}},
    "Mounts": [{"Name": "v"}],
    "HostConfig": {"PortBindings": {"8080/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]}},
    "State": {"Status": "running", "Health": {"Status": "healthy", "FailingStreak": 0}},
}
SHOWN: dict[str, dict[str, Any]] = {
    "api": CONTAINER,
    "net": {"Id": "n1", "Driver": "bridge"},
    "data": {"Name": "data", "CreatedAt": "2030-01-01T00:00:00Z", "Mountpoint": "/v"},
    "image": {"Id": "sha256:i1"},
}
INSIDE = ["__main__.py", "Pulumi.yaml", "cli/a.py", "doubles/b.py", "hasura/c.py", "infra/d.py"]
INSIDE += ["machine/entrypoint.sh", "requirements/run.txt"]
OUTSIDE = ("Pulumi.dev.yaml", ".herm/passphrase", ".herm/state.json", "bin/pulumi", "os-release")


class Machine:
    """A clone of a few files, and a `docker` that shows what it is told to."""

    def __init__(self, root: Path) -> None:
        self.root, self.shown = root / "clone", copy.deepcopy(SHOWN)
        for name in (*INSIDE, *OUTSIDE):
            path = self.root / name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_text("first\n", encoding="utf-8")
        self.client = root / "docker"
        self.client.write_text(
            f'#!/bin/sh\n[ "$1" = inspect ] && cat {root}/shown && exit $(cat {root}/code)\n', "utf-8"
        )
        self.client.chmod(0o755)
        self.show()

    def show(self, code: int = 0) -> None:
        """Let `docker inspect` print the things and end with a code."""
        folder = self.root.parent
        (folder / "shown").write_text(json.dumps(list(self.shown.values())), encoding="utf-8")
        (folder / "code").write_text(str(code), encoding="utf-8")

    def files(self) -> Files:
        """What a run reads outside the program; one of them is not there."""
        return statuses(str(self.root / name) for name in (*OUTSIDE, "path/pulumi"))


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine on which a run has just succeeded and left its record."""
    made = Machine(tmp_path)
    for module in (inputs, record):
        monkeypatch.setattr(module, "PRIVATE", made.root / ".herm")
    monkeypatch.setattr(inputs, "ROOT", made.root)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    shown = things(SHOWN)
    assert shown is not None
    keep("dev", Record(variables(), program(), made.files(), shown, "http://localhost:8080", "hasura"))
    return made


def holds() -> bool:
    """Whether the next run would find nothing to do."""
    last = last_run("dev")
    return last is not None and last.still_holds(program())


@pytest.mark.usefixtures("machine")
def test_record_holds_while_nothing_changes() -> None:
    """With everything as it was there is nothing to do, however often it is asked."""
    assert holds()
    assert holds()
    assert last_run("another") is None


@pytest.mark.parametrize("name", [*INSIDE, *OUTSIDE])
@pytest.mark.parametrize("how", ["written", "same size and time", "removed", "opened to others"])
def test_every_file_counts(machine: Machine, name: str, how: str) -> None:
    """A file that was written, touched up to look the same, removed or opened ends the record."""
    path = machine.root / name
    before = path.stat()
    if how == "removed":
        path.unlink()
    elif how == "opened to others":
        path.chmod(0o666)
    else:
        path.write_text("other\n" if how == "written" else "fIrst\n", encoding="utf-8")
    if how == "same size and time":
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not holds()


@pytest.mark.parametrize(
    "name", ["infra/new.py", "yaml.py", "click/__init__.py", "path/pulumi", "hasura/x/y.py"]
)
def test_a_new_file_counts(machine: Machine, name: str) -> None:
    """A module that Python would find now, and an engine on PATH where there was none, end the record."""
    path = machine.root / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    assert not holds()


@pytest.mark.parametrize(
    "name",
    [
        "Pulumi.alice.yaml",
        "__pycache__/m.pyc",
        "infra/__pycache__/d.pyc",
        ".git/index",
        ".herm/lock",
        "docs/new.txt",
    ],
)
def test_what_no_run_reads_does_not_count(machine: Machine, name: str) -> None:
    """Another stack's file, compiled modules, git's and herm's own files change nothing for this stack."""
    (machine.root / "docs").mkdir()
    last = last_run("dev")
    assert last is not None
    keep("dev", Record(**{**vars(last), "program": program()}))
    path = machine.root / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    assert holds()


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    "variable",
    ["PATH", "HOME", "XDG_CACHE_HOME", "DOCKER_HOST", "DOCKER_CONTEXT", "PULUMI_BACKEND_URL", "PYTHONPATH"],
)
def test_variables_that_decide_count(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another engine, state, cache or search path ends the record."""
    monkeypatch.setenv(variable, f"{os.environ.get(variable, '')}:/other")
    assert not holds()


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize("variable", ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_ACCESS_TOKEN", "EDITOR", "PWD"])
def test_variables_that_decide_nothing_do_not_count(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clone's own passphrase opens its secrets, so one of the shell's is not remembered either."""
    monkeypatch.setenv(variable, "a-secret-of-the-shell")
    assert holds()


def container(**changes: Any) -> Callable[[Machine], None]:
    """Another container, or the same one in another state."""
    return lambda machine: machine.shown["api"].update(changes)


def health(status: str, streak: int = 0) -> dict[str, Any]:
    """The state of a container that runs, as Docker tells it."""
    return {"Status": "running", "Health": {"Status": status, "FailingStreak": streak}}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(container(Id="c2"), id="replaced, or somebody else's of this name"),
        pytest.param(container(Image="sha256:i2"), id="of another image"),
        pytest.param(container(State={"Status": "exited"}), id="stopped"),
        pytest.param(container(State={**health("healthy"), "Status": "paused"}), id="paused"),
        pytest.param(container(State=health("unhealthy")), id="unhealthy"),
        pytest.param(container(State=health("starting")), id="starting"),
        pytest.param(container(State=health("healthy", streak=1)), id="failing, not yet called ill"),
        pytest.param(container(NetworkSettings={"Networks": {}}), id="disconnected"),
        pytest.param(container(HostConfig={"PortBindings": {}}), id="without its port"),
        pytest.param(lambda m: m.shown["net"].update(Id="n2"), id="network made anew"),
        pytest.param(lambda m: m.shown["data"].update(CreatedAt="2031"), id="volume made anew"),
        pytest.param(lambda m: m.shown["image"].update(Id="sha256:i2"), id="image's name moved"),
    ],
)
def test_everything_in_docker_counts(machine: Machine, change: Callable[[Machine], None]) -> None:
    """The very containers, network, volume and images have to be there, running and healthy."""
    change(machine)
    machine.show()
    assert not holds()


@pytest.mark.parametrize("gone", list(SHOWN))
def test_what_is_gone_from_docker_counts(machine: Machine, gone: str) -> None:
    """Docker tells of a missing thing by its exit code, and of the others all the same."""
    del machine.shown[gone]
    machine.show(code=1)
    assert not holds()


def test_docker_without_an_answer_counts(machine: Machine) -> None:
    """No client, and a client that ends without a word, are left to the whole way."""
    machine.client.write_text("#!/bin/sh\nexit 0\n", encoding="utf-8")
    assert not holds()
    machine.client.unlink()
    os.environ["PATH"] = str(machine.client.parent)  # the fixture puts PATH back
    assert things(SHOWN) is None


def test_private_folder_that_somebody_opened_counts(machine: Machine) -> None:
    """The whole way closes it again."""
    (machine.root / ".herm").chmod(0o755)
    assert not holds()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"url": 1}'])
def test_a_damaged_record_is_none(machine: Machine, text: str) -> None:
    """A record that a crash or another version left is as good as none."""
    (machine.root / ".herm/up-dev.json").write_text(text, encoding="utf-8")
    assert last_run("dev") is None


def test_record_is_private_and_dropped_at_once(machine: Machine) -> None:
    """Only its owner may read it, it holds no file's content, and a run that begins takes it away."""
    path = machine.root / ".herm/up-dev.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "first" not in path.read_text(encoding="utf-8")
    forget("dev")
    assert not path.exists()
    forget("dev")


def test_a_file_of_this_tick_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What changed in the tick of the look may change once more unseen, so the next tick is waited for."""
    ticks = iter([4, 5, 5, 6, 7])
    monkeypatch.setattr(inputs, "_tick", lambda: next(ticks))
    monkeypatch.setattr(inputs, "_PAUSE", 0)
    assert settled(lambda: {"file": [0, 0, 0, 0, 5, 0], "none": None, "folder": []}) is not None
    assert list(ticks) == [7]


def test_a_file_of_the_future_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that was put back makes files that stay younger than every look."""
    monkeypatch.setattr(inputs, "_tick", lambda: 4)
    monkeypatch.setattr(inputs, "_PATIENCE", 0.05)
    assert settled(lambda: {"file": [0, 0, 0, 0, 5, 0]}) is None


@pytest.mark.parametrize(
    "meanwhile",
    [
        "nothing",
        "state written by the run",
        "settings changed",
        "program changed",
        "container not the state's",
        "container failing",
        "container gone",
    ],
)
def test_only_what_the_run_saw_is_remembered(
    machine: Machine, meanwhile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change while the run goes on, or a stack that Docker shows otherwise, leaves no record."""
    forget("dev")
    monkeypatch.setattr(remember, "_PATIENCE", 0)
    known = [SimpleNamespace(name=name, id=shown.get("Id", "data")) for name, shown in SHOWN.items()]
    monkeypatch.setattr(remember, "known_things", lambda _: tuple(known))
    state = machine.root / ".herm/state.json"
    seen = remember.Seen(program(), machine.files(), frozenset({str(state)}))
    match meanwhile:
        case "state written by the run":
            state.write_text("a new state", encoding="utf-8")
        case "settings changed":
            (machine.root / "Pulumi.dev.yaml").write_text("changed", encoding="utf-8")
        case "program changed":
            (machine.root / "infra/d.py").write_text("changed", encoding="utf-8")
        case "container not the state's":
            machine.shown["api"]["Id"] = "c2"
        case "container failing":
            machine.shown["api"]["State"] = health("healthy", streak=2)
    machine.show(code=int(meanwhile == "container gone"))
    found = SimpleNamespace(stack="dev", own_origin="http://localhost:1", engine="hasura")
    remember.remember(seen, found)  # type: ignore[arg-type] # of the settings it takes these three
    assert holds() is (meanwhile in ("nothing", "state written by the run"))


def test_a_container_that_has_just_started_is_waited_for(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers before Docker's next check of its health, and only then Docker's word counts."""
    machine.shown["api"]["State"] = health("starting")
    machine.show()

    def checked(_: float) -> None:
        machine.shown["api"]["State"] = health("healthy")
        machine.show()

    monkeypatch.setattr("cli.up.remember.time.sleep", checked)
    shown = remember._well(SHOWN)
    assert shown is not None
    assert is_well(shown["api"])


@pytest.mark.usefixtures("machine")
def test_without_a_look_nothing_is_remembered() -> None:
    """Where the inputs could not be known again, the next run takes the whole way."""
    forget("dev")
    remember.remember(None, SimpleNamespace(stack="dev"))  # type: ignore[arg-type] # it is not asked
    assert last_run("dev") is None


def test_only_containers_can_be_ill() -> None:
    """A network or an image is well when it is there."""
    assert is_well({"id": "n1"})
    assert is_well({"state": "healthy"})
    assert not is_well({"state": "failing"})


def test_the_look_loads_nothing_of_the_whole_way() -> None:
    """What only the whole way needs costs a run without work nothing: not even its modules are loaded."""
    code = "import sys, cli.main, cli.verbs.local.up; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not {"yaml", "httpx", "cryptography", "filelock", "hasura", "pulumi"} & loaded
    assert not {"cli.stack", "cli.up.whole", "infra.config", "machine.engine"} & set(done.stdout.split())
