"""The metadata folder as the one JSON document that Hasura takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from delivery.folder.actions import read_actions
from delivery.folder.include import load
from delivery.folder.layout import LISTS, MAPPINGS, SOURCES, VERSION
from delivery.folder.shape import misshapen
from delivery.folder.text import at, shown
from infra.problems import Problem, ProblemsError, fail


def read_metadata(folder: Path) -> dict[str, Any]:
    """Metadata version 3, with the sources, and every other object that the folder has.

    A file that is missing or empty is an object without entries, as for the CLI.

    Raises:
        ProblemsError: With everything that is wrong in the files.
    """
    if not folder.is_dir():
        raise fail(shown(folder), "is not there, and metadata is read from it", "mkdir -p " + shown(folder))
    problems: list[Problem] = []
    metadata: dict[str, Any] = {"version": 3, "sources": []}

    def take(key: str, file: Path, kind: type, read: Callable[[Path], Any] = load) -> None:
        try:
            value = read(file) if file.is_file() else None
            if value is not None and not isinstance(value, kind):
                what = "a list" if kind is list else "a mapping"
                problems.append(at(file, 1, f"has to hold {what}, and holds something else"))
            elif value:
                metadata[key] = value
                problems.extend(misshapen({key: value}, file))
        except ProblemsError as error:
            problems.extend(error.problems)

    take("version", folder / VERSION, int, _version)
    take("sources", folder / SOURCES, list)
    for key, name in LISTS.items():
        take(key, folder / name, list)
    for key, name in MAPPINGS.items():
        take(key, folder / name, dict)
    try:
        metadata.update(read_actions(folder))
    except ProblemsError as error:
        problems.extend(error.problems)
    if problems:
        raise ProblemsError(problems)
    return metadata


def _version(file: Path) -> int:
    document = load(file)
    version = document.get("version") if isinstance(document, dict) else None
    if version != 3:
        raise ProblemsError([at(file, 1, f"has version {version}; herm reads metadata of version 3")])
    return 3
