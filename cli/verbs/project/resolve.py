"""`./herm project resolve`: a person's word about a migration whose end no run has seen."""

from __future__ import annotations

from typing import Literal

import click

from cli.console import error_console
from cli.project.ledger import Ledger, begun_problem, runs
from cli.project.locate import needed_folder
from cli.project.present import keeper_of, look
from cli.project.work import opened
from cli.verbs.project.options import STACK
from delivery.folder.migrations import Migration
from delivery.folder.project import Project, read_project
from infra.problems import ProblemsError, fail

EXAMPLES = """\b
Examples:
  ./herm project resolve default/3 --applied
  ./herm project resolve default/3 --not-applied --stack prod
"""


@click.command(epilog=EXAMPLES)
@click.argument("migration", metavar="DATABASE/VERSION")
@click.option("--applied", "answer", flag_value="applied", help="It is done: note it as applied.")
@click.option("--not-applied", "answer", flag_value="none", help="It is not done: the next apply runs it.")
@STACK
def resolve(migration: str, answer: Literal["applied", "none"] | None, stack: str) -> None:
    """Say whether a migration is applied that was begun and whose end no run has seen.

    --applied also notes one that was applied by hand. No SQL of it is run.
    """
    if answer is None:
        raise click.UsageError("--applied or --not-applied: which of them is so?")
    with opened(stack) as (found, api):
        database, wanted = _named(read_project(needed_folder(found.stack, found.project)), migration)
        present = look(api)
        ledger = Ledger(api, keeper_of(api, database, present))
        noted = ledger.read(database, wanted.version)
        if noted == "begun" and runs(api, database, wanted.version):
            raise ProblemsError([begun_problem(api, database, wanted)])
        if answer == "none" and noted == "applied":
            reason = "is noted as applied, and only what was begun can be taken back"
            raise fail(migration, reason, f"./herm project status --stack {stack}")
        if noted != answer:
            ledger.write(database, wanted.version, answer)
    said = "noted as applied" if answer == "applied" else "due"
    error_console().print(f"{database}/{wanted.title} is {said} on stack {stack}", markup=False)


def _named(project: Project, name: str) -> tuple[str, Migration]:
    """The migration of this name: `database/version`, with or without what follows the version."""
    database, _, title = name.rpartition("/")
    for one in project.migrations.get(database, ()):
        if title in (str(one.version), one.title):
            return database, one
    known = [f"{other}/{one.version}" for other, some in project.migrations.items() for one in some]
    reason = f"is not a migration of this folder; it has {', '.join(known[-5:]) or 'none'}"
    raise fail(name, reason, "./herm project plan")
