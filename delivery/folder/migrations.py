"""The migrations of a project: `<database>/<version>_<name>/up.sql`, and the flat files of older projects."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from delivery.folder.text import shown
from infra.problems import Problem, ProblemsError

_FOLDER = re.compile(r"(?P<version>[0-9]+)_(?P<name>.*)")
_FLAT = re.compile(r"(?P<version>[0-9]+)_(?P<name>.*)\.(?P<way>up|down)\.sql")
_LARGEST = 2**63 - 1
"""The CLI counts versions in 64 bits; PostgreSQL's are signed."""


@dataclass(frozen=True, order=True)
class Migration:
    """One step of a database's schema.

    Attributes:
        version: The number that orders migrations and names them in the CLI's state.
        up: The file that goes forward.
        down: The file that goes back; None where there is none.
    """

    version: int
    name: str
    up: Path
    down: Path | None = None

    @property
    def title(self) -> str:
        """How people call it: version and name."""
        return f"{self.version}_{self.name}"


def read_migrations(folder: Path) -> dict[str, tuple[Migration, ...]]:
    """The migrations of each database, by its name, in the order of their versions.

    A folder without an `up.sql`, or with an empty one, is skipped, as the CLI does. Links are followed.

    Raises:
        ProblemsError: Two migrations of one database have the same version, or one is missing or too large.
    """
    problems: list[Problem] = []
    found: dict[str, tuple[Migration, ...]] = {}
    if folder.is_dir():
        _refuse_without_database(folder, problems)
        for database in sorted(path for path in folder.iterdir() if path.is_dir()):
            if not _FOLDER.fullmatch(database.name):
                found[database.name] = _of_database(database, problems)
    if problems:
        raise ProblemsError(problems)
    return found


def _refuse_without_database(folder: Path, problems: list[Problem]) -> None:
    """Projects of version 2 have no folder for each database; taking them for empty would hide all of it."""
    strays = [path for path in sorted(folder.iterdir()) if _FOLDER.fullmatch(path.name)]
    if strays:
        reason = (
            f"has migrations without a database's folder, {strays[0].name} first; nothing would apply them"
        )
        remedy = (
            f"mkdir {shown(folder)}/default and move them there; hasura scripts update-project-v3 does it too"
        )
        problems.append(Problem(shown(folder), reason, remedy))


def _of_database(folder: Path, problems: list[Problem]) -> tuple[Migration, ...]:
    by_version: dict[int, Migration] = {}
    for path in sorted(folder.iterdir()):
        if not _FOLDER.fullmatch(path.name) and _has_text(path / "up.sql"):
            reason = "has an up.sql and no number before its name, so that nothing would ever apply it"
            numbered = f"{shlex.quote(shown(folder))}/$(date +%s000)_{shlex.quote(path.name)}"
            problems.append(Problem(shown(path), reason, f"mv {shlex.quote(shown(path))} {numbered}"))
    for migration in _found(folder):
        other = by_version.setdefault(migration.version, migration)
        if other is not migration:
            reason = f"has the version of {shown(other.up)}, and only one of them would ever be applied"
            problems.append(
                Problem(shown(migration.up), reason, "rename the later one: its number is the time")
            )
        if not 0 < migration.version <= _LARGEST:
            reason = "has a version that Hasura cannot keep; it has to be between 1 and 2^63 - 1"
            problems.append(Problem(shown(migration.up), reason, "rename it: its number is the time"))
    return tuple(sorted(by_version.values()))


def _found(folder: Path) -> list[Migration]:
    found = []
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            match, up, down = _FOLDER.fullmatch(path.name), path / "up.sql", path / "down.sql"
        else:
            match = _FLAT.fullmatch(path.name)
            if match and match["way"] == "down":
                continue
            up, down = path, folder / path.name.replace(".up.sql", ".down.sql")
        if match and _has_text(up):
            found.append(
                Migration(int(match["version"]), match["name"], up, down if _has_text(down) else None)
            )
    return found


def _has_text(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0
