"""What a run of `./herm up` saw, gathered while it goes on; only what it really saw is remembered."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cli.paths import PASSPHRASE, VIRTUALENV, stack_file
from cli.project.local import project_paths
from cli.stack.clone import backend, known_things
from cli.stack.engine import Engine
from cli.stack.state import lock_folder, state_file
from cli.up.inputs import Files, program, settled, statuses, variables
from cli.up.record import Record, keep
from cli.up.things import Things, is_well, things
from infra.config.settings import Settings
from machine.engine import Toolchain

_PAUSE, _PATIENCE = 0.2, 5.0
_PROGRAMS = ("pulumi", "pulumi-language-python", "pulumi-resource-docker")
"""What a folder of PATH may have and then is used instead of what was used before."""


@dataclass(frozen=True)
class Seen:
    """What a run had before it when it told the engine to begin.

    Attributes:
        program: The clone's own files at the start of the run.
        files: Everything else that it reads.
        written: Those of the files that the run itself goes on to write.
    """

    program: Files
    files: Files
    written: frozenset[str]


def look(stack: str, began: Files, engine: Engine, tools: Toolchain) -> Seen | None:
    """What there is before the engine begins; None where it cannot be known again.

    That is a state which is not in local files, and secrets that a passphrase of the shell opens.
    """
    state, locks = state_file(backend(), stack), lock_folder(backend(), stack)
    if state is None or engine.environment.get("PULUMI_CONFIG_PASSPHRASE_FILE") != str(PASSPHRASE):
        return None
    written = frozenset(map(str, (state, locks)))
    paths = {*written, *map(str, _read(stack, tools))}
    files = settled(lambda: statuses(paths))
    return None if files is None else Seen(began, files, written)


def remember(seen: Seen | None, found: Settings) -> None:
    """Leave a record, where nobody changed anything during the run and Docker shows what the state says."""
    if seen is None:
        return
    files = settled(lambda: statuses(seen.files))
    if files is None or any(files[path] != seen.files[path] for path in files.keys() - seen.written):
        return
    if settled(program) != seen.program:
        return
    known = {thing.name: thing.id for thing in known_things(found.stack) or ()}
    shown = _well(known)
    if shown and {name: thing["id"] for name, thing in shown.items()} == known:
        record = Record(variables(), seen.program, files, shown, found.own_origin, found.engine)
        keep(found.stack, record)


def _well(names: Iterable[str]) -> Things | None:
    """The things once all are well; a container that was started is so to Docker after its next check."""
    deadline = time.monotonic() + _PATIENCE
    while (shown := things(names)) and not all(map(is_well, shown.values())):
        if time.monotonic() >= deadline:
            return None
        time.sleep(_PAUSE)
    return shown


def _read(stack: str, tools: Toolchain) -> Iterator[Path]:
    """What a run reads outside the clone's own files, there or not."""
    yield from (stack_file(stack), PASSPHRASE)
    yield from project_paths(stack)
    # Packages come and go as folders there, and each of the two carries the version of what is in it.
    yield from (VIRTUALENV / name for name in ("pyvenv.cfg", ".herm-lock", "bin/python"))
    yield from VIRTUALENV.glob("lib/python*/site-packages")
    yield from _programs(tools)
    docker = Path(os.environ.get("DOCKER_CONFIG") or Path.home() / ".docker")
    yield docker / "config.json"
    yield from docker.glob("contexts/meta/*/meta.json")
    yield Path("/etc/os-release")  # the built images are of this machine's release


def _programs(tools: Toolchain) -> Iterator[Path]:
    """The engine, its hosts and plugins; and where on PATH another one would be found first."""
    yield from (path for path in tools.bin.glob("pulumi*") if path.is_file())
    yield from (path for path in (tools.pulumi_home / "plugins").glob("*/*") if path.is_file())
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        yield from (Path(folder or os.curdir).absolute() / name for name in _PROGRAMS)
