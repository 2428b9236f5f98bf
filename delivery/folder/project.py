"""A project as a whole, read at once, with every problem of its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from delivery.folder.config import read_config
from delivery.folder.metadata import read_metadata
from delivery.folder.migrations import Migration, read_migrations
from infra.problems import Problem, ProblemsError

T = TypeVar("T")


@dataclass(frozen=True)
class Project:
    """What a folder wants a stack to be.

    Attributes:
        metadata: Metadata version 3, as `replace_metadata` takes it.
        migrations: The migrations of each database, in order.
        seeds: The seed files of each database, in order.
    """

    folder: Path
    metadata: Mapping[str, Any]
    migrations: Mapping[str, tuple[Migration, ...]]
    seeds: Mapping[str, tuple[Path, ...]]


def read_project(folder: Path) -> Project:
    """Read a project folder of config.yaml version 3.

    Raises:
        ProblemsError: With everything that is wrong in its files.
    """
    config, problems = read_config(folder), list[Problem]()

    def take(read: Callable[[Path], T], part: Path) -> T | None:
        try:
            return read(part)
        except ProblemsError as error:
            problems.extend(error.problems)
            return None

    metadata = take(read_metadata, config.metadata)
    migrations = take(read_migrations, config.migrations)
    seeds = _seeds(config.seeds)
    if metadata is None or migrations is None:
        raise ProblemsError(problems)
    return Project(folder, metadata, migrations, seeds)


def _seeds(folder: Path) -> dict[str, tuple[Path, ...]]:
    if not folder.is_dir():
        return {}
    databases = (path for path in sorted(folder.iterdir()) if path.is_dir())
    return {
        path.name: tuple(sorted(file for file in path.glob("*.sql") if file.is_file())) for path in databases
    }
