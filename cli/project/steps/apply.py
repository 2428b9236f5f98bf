"""A plan carried out: migrations, then metadata, then the look whether all is consistent.

In this order requests meet columns that metadata does not know yet, and not the other way round. A source
that is new is made known first, without its tables, because SQL cannot be sent to it before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cli.project.api import Api, ApiError
from cli.project.present import keeper_of
from cli.project.steps.exchange import Exchange
from cli.project.steps.migrate import Limits, Migrator
from cli.project.work import Work
from delivery.folder.project import Project
from delivery.folder.text import edit, read_text, shown
from infra.problems import Problem, ProblemsError, fail
from machine.report import Report

_WITHOUT = ("tables", "functions", "native_queries", "stored_procedures", "logical_models")


@dataclass(frozen=True)
class Applied:
    """What a run has done.

    Attributes:
        migrations: Those that it applied, by database and title.
        others: Those that another run applied meanwhile.
        metadata: How many objects changed.
    """

    migrations: tuple[str, ...]
    others: tuple[str, ...]
    metadata: int


def apply(work: Work, limits: Limits, report: Report) -> Applied:
    """Carry a plan out.

    Args:
        work: The project beside the stack.
        limits: How long a migration may take.
        report: Is told what is under way.

    Raises:
        ProblemsError: Something is refused. Migrations before it stay applied, and metadata is as it was.
    """
    api, plan = work.api, work.plan
    exchange = Exchange(api, work.present.metadata)
    try:
        if plan.new_sources and work.scripts:
            report(f"source {', '.join(plan.new_sources)} is made known")
            exchange.replace(_with_sources(exchange.former, work.project.metadata, plan.new_sources))
        done, others = _migrate(work, limits, report)
        if work.scripts:
            exchange.reload()
        if plan.metadata:
            report(f"metadata: {len(plan.metadata)} to change")
            exchange.replace(work.project.metadata)
        exchange.check()
    except ProblemsError as error:
        raise ProblemsError([*error.problems, *_put_back(exchange)]) from None
    except ApiError as error:
        remedy = f"./herm project plan --stack {api.stack}"
        problem = Problem(f"stack {api.stack}", f"is refused: {error}", remedy)
        raise ProblemsError([problem, *_put_back(exchange)]) from None
    return Applied(tuple(done), tuple(others), len(plan.metadata))


def _put_back(exchange: Exchange) -> list[Problem]:
    """Put the former metadata back; a problem of its own where even that is refused."""
    try:
        exchange.put_back()
    except (ApiError, ProblemsError) as error:
        reason = f"could not be put back: {error}; it is kept"
        again = f"./herm project restore --stack {exchange.api.stack}"
        return [Problem("the former metadata", reason, again)]
    return []


def _migrate(work: Work, limits: Limits, report: Report) -> tuple[list[str], list[str]]:
    """Apply every migration that is due; what this run did, and what another one did meanwhile."""
    done: list[str] = []
    others: list[str] = []
    keepers: dict[str, str | None] = {}
    for number, (database, script) in enumerate(work.scripts, 1):
        if database not in keepers:
            keepers[database] = keeper_of(work.api, database, work.present)
            if keepers[database] != database:
                report(
                    f"{database} is not the database of Hasura's catalog: SQL and state are two steps there"
                )
        title = script.migration.title
        report(f"{number} of {len(work.scripts)}: {title}")
        was_here = Migrator(work.api, database, keepers[database], limits, report).apply(script)
        (done if was_here else others).append(f"{database}/{title}")
    return done, others


def _with_sources(
    former: Mapping[str, Any], wanted: Mapping[str, Any], names: Sequence[str]
) -> dict[str, Any]:
    """The former metadata with new sources in it, without anything in those."""
    bare = [
        {**{key: value for key, value in source.items() if key not in _WITHOUT}, "tables": []}
        for source in wanted["sources"]
        if source.get("name") in names
    ]
    return {**former, "sources": [*(former.get("sources") or ()), *bare]}


def sow(api: Api, project: Project, report: Report) -> int:
    """Run every seed file, each in a transaction of its own; how many there were.

    Raises:
        ProblemsError: One is refused; those before it stay.
    """
    files = [(database, file) for database, some in project.seeds.items() for file in some]
    for database, file in files:
        report(file.name)
        try:
            api.sql(database, read_text(file))
        except ApiError as error:
            raise fail(shown(file), f"is refused: {error.database or error.message}", edit(file)) from None
    return len(files)
