"""What Docker knows of a stack's containers, and the few things that are done to them by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from machine.docker.client import attempt, docker
from machine.report import Report


def inspect(kind: str, *names: str) -> list[dict[str, Any]]:
    """What Docker knows of those `container`s, `network`s, `volume`s or `image`s that are there.

    One question for all of them: the program that asks takes far longer to start than Docker to answer.
    """
    descriptions: list[dict[str, Any]] = (
        json.loads(attempt(kind, "inspect", *names).stdout or "[]") if names else []
    )
    return descriptions


def containers(names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What Docker knows of containers, by name, in their order; without those that are not there."""
    return {str(found["Name"]).removeprefix("/"): found for found in inspect("container", *names)}


def container(name: str) -> dict[str, Any] | None:
    """What Docker knows of a container, or None when there is none of that name."""
    return containers([name]).get(name)


def state_of(description: dict[str, Any] | None) -> str:
    """One word: healthy, starting, unhealthy, exited, ..., or absent."""
    if description is None:
        return "absent"
    state = description["State"]
    if state["Status"] == "running" and "Health" in state:
        return str(state["Health"]["Status"])
    return str(state["Status"])


def start_stopped(names: Iterable[str], report: Report) -> None:
    """Start those containers that are there and do not run; the state knows nothing of such a stop."""
    for name, description in containers(names).items():
        state = state_of(description)
        if state in ("exited", "created"):
            report(f"starting {name}, which was stopped")
            docker("start", name)
        elif state == "paused":
            report(f"going on with {name}, which was paused")
            docker("unpause", name)


def container_on_port(port: int) -> str | None:
    """Name of the running container that publishes a port on this machine, or None."""
    names = docker("ps", "--filter", f"publish={port}", "--format", "{{.Names}}").split()
    return names[0] if names else None


def remove(kind: str, name: str) -> None:
    """Remove a `container`, running or not, or a `network`; volumes stay."""
    docker(kind, "rm", *(["--force"] if kind == "container" else []), name)
