"""config.yaml: which folders are the project's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from delivery.folder.include import load
from delivery.folder.text import at, edit, shown
from infra.problems import ProblemsError, fail

FILE = "config.yaml"


@dataclass(frozen=True)
class Config:
    """Where the parts of a project are."""

    metadata: Path
    migrations: Path
    seeds: Path


def read_config(folder: Path) -> Config:
    """The folders that config.yaml names; relative to it, as the CLI takes them.

    Endpoint and admin secret in it are the CLI's: herm takes a stack's own.

    Raises:
        ProblemsError: It is missing, or of another version than 3.
    """
    file = folder / FILE
    if not file.is_file():
        raise fail(
            shown(file),
            "is not there, and a Hasura project begins with it",
            "write an empty project: ./herm project new",
        )
    document = load(file)
    found: dict[str, Any] = document if isinstance(document, dict) else {}
    if str(found.get("version")) != "3":
        has = (
            f"has version {found['version']}" if "version" in found else "has no version, which is version 1"
        )
        raise fail(
            shown(file),
            f"{has}; herm reads version 3, which all of Hasura's CLIs since 2.0 write",
            f"version 2: hasura scripts update-project-v3    else write `version: 3`: {edit(file)}",
        )
    if "metadata_file" in found:
        raise ProblemsError(
            [at(file, 1, "has metadata_file; herm reads metadata from a folder, metadata_directory")]
        )
    names = {
        part: str(found.get(f"{part}_directory") or part) for part in ("metadata", "migrations", "seeds")
    }
    return Config(**{part: folder / name for part, name in names.items()})
