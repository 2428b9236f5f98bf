"""What applying a project would do to a stack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from delivery.folder.migrations import Migration
from delivery.folder.project import Project
from delivery.metadata.difference import Change, difference
from delivery.sql.effects import waits_and_gaps
from delivery.sql.refusals import Script
from delivery.state import State

# What answers requests; when one of these is removed, requests that use it are refused from then on.
_ANSWERING = ("source", "table", "function", "action", "remote schema", "REST endpoint", "native query")


@dataclass(frozen=True)
class DatabasePlan:
    """The migrations of one database.

    Attributes:
        due: In the folder and not applied, in order.
        late: Those of them that are older than one which is applied.
        missing: Versions that are applied and that the folder does not have.
        applied: How many of the folder's are applied.
        begun: Those of the folder that a run has begun, and whose end nobody noted.
    """

    name: str
    due: tuple[Migration, ...]
    late: tuple[Migration, ...]
    missing: tuple[int, ...]
    applied: int
    begun: tuple[Migration, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Everything that an apply would do.

    Attributes:
        databases: By name, those of the folder and those of the state.
        metadata: The objects that change.
        new_sources: Sources that have to be known before their migrations can be sent.
    """

    databases: tuple[DatabasePlan, ...]
    metadata: tuple[Change, ...]
    new_sources: tuple[str, ...]

    @property
    def due(self) -> tuple[tuple[str, Migration], ...]:
        """Every migration that is due, with its database."""
        return tuple((database.name, one) for database in self.databases for one in database.due)

    @property
    def missing(self) -> tuple[tuple[str, int], ...]:
        """Every version that is applied and not in the folder, with its database."""
        return tuple((database.name, one) for database in self.databases for one in database.missing)

    @property
    def late(self) -> tuple[tuple[str, Migration], ...]:
        """Every migration that would be applied out of order, with its database."""
        return tuple((database.name, one) for database in self.databases for one in database.late)

    @property
    def begun(self) -> tuple[tuple[str, Migration], ...]:
        """Every migration that was begun and not noted, with its database."""
        return tuple((database.name, one) for database in self.databases for one in database.begun)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to apply."""
        return not self.due and not self.begun and not self.metadata


def make_plan(project: Project, state: State, metadata: Mapping[str, Any]) -> Plan:
    """Compare a project with what a stack has.

    Args:
        project: The project.
        state: Which migrations are applied there.
        metadata: The metadata that is there.
    """
    names = sorted({*project.migrations, *state.applied})
    databases = tuple(_database(name, project.migrations.get(name, ()), state) for name in names)
    present = {str(source.get("name")) for source in metadata.get("sources") or ()}
    wanted = [str(source.get("name")) for source in project.metadata["sources"]]
    return Plan(
        databases,
        difference(metadata, project.metadata),
        tuple(name for name in wanted if name not in present),
    )


def unavailable(plan: Plan, scripts: Sequence[tuple[str, Script]]) -> Iterator[str]:
    """What does not answer, or waits, while the plan is carried out; one line each.

    Args:
        plan: The plan.
        scripts: The migrations that are due, read, with their databases.
    """
    for _, script in scripts:
        for line in waits_and_gaps(script.statements):
            yield f"{script.migration.title}: {line}"
        if not script.atomic:
            yield (
                f"{script.migration.title}: runs outside of a transaction; when its end is not known, the "
                "next run asks and does not run it again"
            )
    for change in plan.metadata:
        if change.kind == "removed" and change.name.kind in _ANSWERING:
            yield f"requests that use {change.name} are refused from then on"


def _database(name: str, migrations: Sequence[Migration], state: State) -> DatabasePlan:
    applied, begun = state.applied.get(name, frozenset()), state.begun.get(name, frozenset())
    due = tuple(one for one in migrations if one.version not in applied | begun)
    newest = max(applied, default=0)
    known = {one.version for one in migrations}
    return DatabasePlan(
        name,
        due,
        tuple(one for one in due if one.version < newest),
        tuple(sorted((applied | begun) - known)),
        len(known & applied),
        tuple(one for one in migrations if one.version in begun),
    )
