"""What a stack's state says is in Docker, compared with what is there.

The state of this clone's own backend is a file, which is read without the engine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from cli.docker.containers import inspect

_KINDS = {
    "docker:index/container:Container": "container",
    "docker:index/network:Network": "network",
    "docker:index/volume:Volume": "volume",
    "docker:index/remoteImage:RemoteImage": "image",
}


@dataclass(frozen=True)
class Thing:
    """One thing in Docker that a state knows.

    Attributes:
        kind: container, network, volume or image.
        name: Its name there; of an image the reference.
        id: Its Id there; of a volume the name, which is all that Docker has.
    """

    kind: str
    name: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def state_file(backend: str, stack: str) -> Path | None:
    """The file in which a backend in local files keeps a stack's state; None for another backend."""
    folder = backend_folder(backend)
    return None if folder is None else folder / "stacks" / "herm" / f"{stack}.json"


def present_state(backend: str, stack: str) -> Path | None:
    """The file of a stack's state where there is one; None for another backend or a stack not made yet."""
    file = state_file(backend, stack)
    return file if file is not None and file.exists() else None


def lock_folder(backend: str, stack: str) -> Path | None:
    """Where a backend in local files keeps a stack's locks; None for another backend."""
    folder = backend_folder(backend)
    return None if folder is None else folder / "locks" / "organization" / "herm" / stack


def backend_folder(backend: str) -> Path | None:
    """Pulumi's own folder in a backend in local files; None for another backend."""
    address = urlparse(backend)
    return Path(unquote(address.path)) / ".pulumi" if address.scheme == "file" else None


def read_state(file: Path) -> Mapping[str, Any]:
    """The latest deployment in a state file; empty for a stack that was never up.

    Raises:
        ValueError: When the file is damaged: empty, cut off, or not a state at all.
    """
    match json.loads(file.read_text(encoding="utf-8")):
        case {"checkpoint": {"latest": dict(latest)}}:
            return latest
        case {"checkpoint": {"stack": str()}}:
            return {}
    raise ValueError(f"{file} is not a state")


def things_of(deployment: Mapping[str, Any]) -> tuple[Thing, ...]:
    """Everything in Docker that a deployment knows."""
    resources = (entry for entry in deployment.get("resources") or [] if entry.get("id"))
    return tuple(_thing(entry) for entry in resources if entry["type"] in _KINDS and not entry.get("delete"))


def gone(things: Iterable[Thing]) -> tuple[Thing, ...]:
    """Those that Docker does not have, or has another one of their name in the place of."""
    wanted = tuple(things)
    there = {
        (kind, description["Name" if kind == "volume" else "Id"])
        for kind in _KINDS.values()
        for description in inspect(kind, *(thing.name for thing in wanted if thing.kind == kind))
    }
    return tuple(thing for thing in wanted if (thing.kind, thing.id) not in there)


def _thing(entry: Mapping[str, Any]) -> Thing:
    kind, outputs = _KINDS[entry["type"]], entry.get("outputs") or {}
    name = str(outputs.get("name") or (entry.get("inputs") or {}).get("name") or "")
    return Thing(kind, name, str(outputs.get("imageId") if kind == "image" else entry["id"]))
