"""Where the seconds of one `pulumi up` go, by the engine's own events."""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from infra.problems import fail

BEFORE = "engine, language host, Python, the program's modules and checks"
"""Python sends the first resource once the program has run to its end; an empty program tells the floor."""

REST = "plugin, other resources, state, the end"

Split = dict[str, float]
"""Seconds by what takes them, in the order in which it happens."""

_PAUSE = 0.005
_CONTAINER = "docker:index/container:Container"
_DOING = {
    "create": "{} from nothing until healthy",
    "create-replacement": "{} made anew until healthy",
    "delete-replaced": "{} stopped and removed",
}


@dataclass(frozen=True)
class Event:
    """One event of the engine, and when it came, in seconds from the start."""

    content: Mapping[str, Any]
    seconds: float


def measure_split(command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Split:
    """Run a `pulumi up` and tell its parts.

    Raises:
        ProblemsError: When it fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "events"
        log.touch()
        # The engine's own libraries ask for its events in the same way.
        arguments = (*command, "--event-log", str(log))
        started = time.monotonic()
        with (
            log.open(encoding="utf-8") as lines,
            subprocess.Popen(
                arguments,
                cwd=cwd,
                env={**env, "PULUMI_DEBUG_COMMANDS": "true"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            ) as process,
        ):
            events = list(_events(lines, lambda: process.poll() is None, started))
            total = time.monotonic() - started
        if process.returncode != 0:
            raise fail(
                " ".join(command[:2]),
                "failed while it was measured",
                "see what it says: " + " ".join(command),
            )
    return parts(events, total)


def parts(events: Sequence[Event], total: float) -> Split:
    """The parts of one run: each container by itself, and what is left under one name."""
    found: Split = {}
    begun: dict[tuple[str, str], float] = {}
    for event in events:
        if metadata := event.content.get("resourcePreEvent", {}).get("metadata"):
            begun.setdefault((metadata["op"], metadata["urn"]), event.seconds)
            found.setdefault(BEFORE, event.seconds)
        elif metadata := event.content.get("resOutputsEvent", {}).get("metadata"):
            doing = _DOING.get(metadata["op"])
            since = begun.get((metadata["op"], metadata["urn"]))
            if doing and since is not None and metadata["type"] == _CONTAINER:
                name = doing.format(metadata["urn"].rpartition("::")[2])
                found[name] = event.seconds - since
    return found | {REST: total - sum(found.values())}


def median_split(splits: Sequence[Split]) -> Split:
    """The median of each part that every run has."""
    return {name: statistics.median(split.get(name, 0.0) for split in splits) for name in splits[0]}


def _events(lines: IO[str], goes_on: Callable[[], bool], started: float) -> Iterator[Event]:
    """The events as they come; whole lines only, because the engine may be writing the last one."""
    unfinished, last = "", False
    while not last:
        last = not goes_on()
        *whole, unfinished = (unfinished + lines.read()).split("\n")
        now = time.monotonic() - started
        yield from (Event(json.loads(line), now) for line in whole if line)
        time.sleep(0 if last else _PAUSE)
