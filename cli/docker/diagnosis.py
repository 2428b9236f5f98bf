"""Why a container does not get healthy: the end of its log, and what the engine's last words mean."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterable
from typing import Any

from cli.docker.containers import containers, state_of
from hasura.explain.startup_words import explain_startup, startup_words
from infra.problems import Problem, ProblemsError

_LINES = 10
_SECONDS_BETWEEN_LOOKS = 1.0


def sick_containers(names: Iterable[str]) -> list[Problem]:
    """Each container that is there and not healthy, with the end of its log and what that means."""
    states = {name: state_of(description) for name, description in containers(names).items()}
    return [_problem(name, state) for name, state in states.items() if state != "healthy"]


def watch(names: Iterable[str], *, only_new: bool = False) -> Callable[[], None]:
    """A look at containers that are being waited for: the first one that gives up ends the waiting.

    The look costs a process, so it is taken once a second, however often it is asked for.

    Args:
        names: The containers.
        only_new: Whether those that are there already are left alone, because they are about to be replaced.
    """
    waited_for = tuple(names)
    found = containers(waited_for).values()
    before = {description["Id"]: int(description["RestartCount"]) for description in found}
    last = time.monotonic()

    def gave_up(description: dict[str, Any]) -> bool:
        if state_of(description) == "healthy":
            return False
        if only_new and description["Id"] in before:
            return False
        restarts: int = description["RestartCount"] - before.get(description["Id"], 0)
        # One restart may be bad luck; a second one, or an end in error after one, will not be the last.
        return restarts > 1 or bool(restarts and description["State"]["ExitCode"])

    def look() -> None:
        nonlocal last
        if time.monotonic() - last < _SECONDS_BETWEEN_LOOKS:
            return
        last = time.monotonic()
        ended = [name for name, description in containers(waited_for).items() if gave_up(description)]
        if ended:
            raise ProblemsError(_problem(name, "ending again and again") for name in ended)

    return look


def _problem(name: str, state: str) -> Problem:
    lines = _log(name)
    meaning, remedy = _explained(lines) or ("", "")
    told = "\n".join(dict.fromkeys(lines[-_LINES:]))
    return Problem(
        f"container {name}",
        f"is {state}; its log ends with:\n{told}" + (f"\n{meaning}" if meaning else ""),
        (f"{remedy}\n" if remedy else "") + f"the whole log: docker logs {name}",
    )


def _log(name: str) -> list[str]:
    done = subprocess.run(
        ["docker", "logs", "--tail", "100", name],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return done.stdout.strip().splitlines()


def _explained(lines: list[str]) -> tuple[str, str] | None:
    """Meaning and remedy of the first line that Hasura's start-up errors are known by."""
    known = (line for line in lines if startup_words(line).id != "unknown")
    return next((explain_startup(line) for line in known), None)
