"""A plan as people read it, and as machines do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cli.project.work import Work
from delivery.folder.text import shown
from delivery.metadata.difference import Change
from delivery.plan import DatabasePlan, Plan

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def plan_lines(plan: Plan, moments: Sequence[str], findings: Sequence[str] = ()) -> Iterator[str]:
    """The plan, one line a fact.

    Args:
        plan: The plan.
        moments: What waits or fails for a moment.
        findings: What to look at among the permissions.
    """
    for database in plan.databases:
        yield from _database(database)
    changes = len(plan.metadata)
    yield (
        f"Metadata: {changes} {'object' if changes == 1 else 'objects'} to change"
        if changes
        else "Metadata: same"
    )
    yield from metadata_lines(plan.metadata)
    if plan.new_sources and plan.due:
        yield f"Before the migrations: source {', '.join(plan.new_sources)} is made known, without tables"
    if moments:
        yield "For a moment:"
        yield from (f"  {moment}" for moment in moments)
    if findings:
        yield "Permissions to look at (docs/permissions.md):"
        yield from (f"  {finding}" for finding in findings)


def metadata_lines(changes: Iterable[Change]) -> Iterator[str]:
    """What changes in metadata, one line an object, and its details."""
    for change in changes:
        yield f"  {_SIGNS[change.kind]} {change.name}"
        yield from (f"      {detail}" for detail in change.details)


def plan_document(
    stack: str, plan: Plan, moments: Sequence[str], findings: Sequence[str] = ()
) -> dict[str, Any]:
    """The plan, ready for JSON."""
    return {
        "stack": stack,
        "empty": plan.is_empty,
        "databases": {
            database.name: {
                "applied": database.applied,
                "due": [one.title for one in database.due],
                "begun": [one.title for one in database.begun],
                "outOfOrder": [one.title for one in database.late],
                "notInFolder": [str(version) for version in database.missing],
            }
            for database in plan.databases
        },
        "metadata": [
            {"change": one.kind, "object": str(one.name), "details": list(one.details)}
            for one in plan.metadata
        ],
        "newSources": list(plan.new_sources),
        "moments": list(moments),
        "findings": list(findings),
    }


def status_document(work: Work, endpoint: str, inconsistent: int) -> dict[str, Any]:
    """How a stack and the project stand to each other, in numbers, ready for JSON."""
    plan = work.plan
    return {
        "stack": work.api.stack,
        "endpoint": endpoint,
        "project": shown(work.project.folder),
        "applied": sum(database.applied for database in plan.databases),
        "due": len(plan.due),
        "begun": len(plan.begun),
        "notInFolder": len(plan.missing),
        "metadataChanges": len(plan.metadata),
        "inconsistentObjects": inconsistent,
    }


def verify_document(work: Work, *, same: bool, inconsistent: Sequence[str]) -> dict[str, Any]:
    """The plan, and whether there is none, ready for JSON."""
    plan = plan_document(work.api.stack, work.plan, work.moments)
    return {"same": same, "inconsistent": list(inconsistent), **plan}


def _database(database: DatabasePlan) -> Iterator[str]:
    due = f"{len(database.due)} due" if database.due else "none due"
    yield f"Migrations of {database.name}: {due}, {database.applied} applied"
    late = set(database.late)
    for migration in database.due:
        yield f"  + {migration.title}" + (" (older than one that is applied)" if migration in late else "")
    for migration in database.begun:
        yield f"  ! {migration.title} was begun, and whether it is done is not known: apply tells what to do"
    for version in database.missing:
        yield f"  ? {version} is applied, and not in this folder"
