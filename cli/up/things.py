"""A stack's things as Docker shows them: which they are, and whether they run and are healthy."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from typing import Any

from machine.docker.client import attempt

_SECONDS = 10

Things = dict[str, dict[str, Any]]
"""What tells a thing from another one of its name, by the name of an image, network, volume or container."""


def things(names: Iterable[str]) -> Things | None:
    """The things of these names; None where one is missing, or Docker does not answer.

    One question for all: a program that starts is most of the time that it takes.
    """
    asked = tuple(names)
    try:
        done = attempt("inspect", *asked, seconds=_SECONDS)
        descriptions = json.loads(done.stdout) if done.returncode == 0 else []
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return dict(zip(asked, map(_face, descriptions), strict=True)) if descriptions else None


def is_well(thing: Mapping[str, Any]) -> bool:
    """Whether a container runs and is healthy; anything else is well when it is there."""
    return "state" not in thing or bool(thing["state"] == "healthy")


def _face(description: Mapping[str, Any]) -> dict[str, Any]:
    """Docker knows a volume by its name alone, so the time at which it was made stands beside it."""
    if "Mountpoint" in description:
        return {"id": description["Name"], "made": description["CreatedAt"]}
    if "State" not in description:
        return {"id": description["Id"]}
    networks = description["NetworkSettings"]["Networks"].values()
    return {
        "id": description["Id"],
        "image": description["Image"],
        "networks": sorted(network["NetworkID"] for network in networks),
        "volumes": sorted(mount.get("Name", "") for mount in description["Mounts"]),
        "ports": description["HostConfig"]["PortBindings"],
        "state": _state(description["State"]),
    }


def _state(state: Mapping[str, Any]) -> str:
    """Healthy by its last check too: Docker calls a container ill only after a whole row of failures."""
    health = state.get("Health") or {}
    if state["Status"] != "running" or not health:
        return str(state["Status"])
    return "failing" if health.get("FailingStreak") else str(health["Status"])
