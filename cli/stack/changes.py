"""`pulumi up`, `destroy` and `refresh` with progress, read from the engine's typed events."""

from __future__ import annotations

import json
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from cli.paths import PRIVATE
from cli.stack.engine import Engine
from cli.stack.engine_errors import engine_failure
from infra.problems import ProblemsError
from machine.report import Report

_PAUSE = 0.1
_GRACE = 2.0

_DOING = {"create": "creating", "update": "updating", "delete": "deleting", "replace": "replacing"}
_DONE = {"create": "created", "update": "updated", "delete": "deleted", "replace": "replaced"}
_STEPS = {"create-replacement": "create", "delete-replaced": "delete"}

Watch = Callable[[], None]
"""Asked again and again while the engine works; what it raises ends the run."""


def change(engine: Engine, command: str, stack: str, report: Report, watch: Watch = lambda: None) -> None:
    """Run a command that changes a stack, without questions.

    Raises:
        ProblemsError: With the engine's errors, each once, when it fails.
    """
    arguments = (*command.split(), "--stack", stack, "--yes", "--skip-preview", "--suppress-outputs")
    with tempfile.TemporaryDirectory(dir=PRIVATE) as folder:  # private: nobody else reads the events
        log, output = Path(folder) / "events", Path(folder) / "output"
        log.touch()
        # The engine's own libraries ask for its events in the same way.
        more = {"PULUMI_DEBUG_COMMANDS": "true"}
        with (
            output.open("w+", encoding="utf-8") as words,
            log.open(encoding="utf-8") as lines,
            engine.running(*arguments, "--event-log", str(log), output=words, **more) as process,
        ):
            events = _Events(lines, report)
            try:
                while process.poll() is None:
                    events.read()
                    watch()
                    time.sleep(_PAUSE)
                events.read()
            except ProblemsError:
                # What the engine waits for will not come. The next run goes on from what it leaves.
                _end(process, at_once=True)
                raise
            except BaseException:
                _end(process, at_once=False)
                raise
            if process.returncode != 0:
                words.seek(0)
                raise engine_failure(arguments, "\n".join(events.errors) or words.read())


def _end(process: subprocess.Popen[str], *, at_once: bool) -> None:
    """Interrupt the engine: it finishes what it has begun, and at the second signal it does not even that."""
    process.send_signal(signal.SIGINT)
    if at_once:
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
    process.wait()


@dataclass
class _Events:
    """The engine's events as they come: changes are reported, errors kept."""

    lines: IO[str]
    report: Report
    errors: list[str] = field(default_factory=list)
    _unfinished: str = ""

    def read(self) -> None:
        for event in self._new():
            if "resourcePreEvent" in event:
                self._tell(event["resourcePreEvent"]["metadata"], _DOING)
            elif "resOutputsEvent" in event:
                self._tell(event["resOutputsEvent"]["metadata"], _DONE)
            elif event.get("diagnosticEvent", {}).get("severity") == "error":
                self._keep(event["diagnosticEvent"]["message"])

    def _new(self) -> Iterator[dict[str, Any]]:
        """Whole lines only: the engine may be writing the last one."""
        *whole, self._unfinished = (self._unfinished + self.lines.read()).split("\n")
        return map(json.loads, filter(None, whole))

    def _tell(self, metadata: dict[str, Any], words: dict[str, str]) -> None:
        operation = _STEPS.get(metadata["op"], metadata["op"])
        if operation not in words:
            return
        kept = operation == "delete" and (metadata.get("old") or {}).get("retainOnDelete")
        kind, name = metadata["type"].rpartition(":")[2], metadata["urn"].rpartition("::")[2]
        self.report(f"{kind} {name} {'stays' if kept else words[operation]}")

    def _keep(self, message: str) -> None:
        text = message.strip()
        if text and not any(text in kept for kept in self.errors):
            self.errors.append(text)
