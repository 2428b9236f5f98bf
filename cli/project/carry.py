"""Applying with its words: what is refused without being asked for, each step, and what replaced what."""

from __future__ import annotations

from dataclasses import dataclass

from cli.console import error_console, step
from cli.paths import DEV
from cli.project.kept import keep
from cli.project.ledger import begun_problem
from cli.project.steps.apply import Applied, apply, sow
from cli.project.steps.migrate import Limits
from cli.project.work import Work
from infra.problems import Problem, ProblemsError, fail


@dataclass(frozen=True)
class Allowed:
    """What a person has allowed.

    Attributes:
        missing: Migrations that are applied, and that the folder does not have.
        late: Migrations that are older than one which is applied.
    """

    missing: bool = False
    late: bool = False

    @classmethod
    def on(cls, stack: str, *, missing: bool = False, late: bool = False) -> Allowed:
        """In development branches come and go, and what one of them left is nothing to stop for."""
        return cls(missing or stack == DEV, late or stack == DEV)


def check_allowed(work: Work, allowed: Allowed) -> None:
    """Stop where the folder and the stack have gone different ways.

    Raises:
        ProblemsError: With every migration that is not allowed.
    """
    stack, problems = work.api.stack, list[Problem]()
    if work.plan.missing and not allowed.missing:
        which = ", ".join(f"{database}/{version}" for database, version in work.plan.missing)
        reason = f"has migrations that this folder does not have: {which}; is it the folder's newest state?"
        problems.append(
            Problem(
                f"stack {stack}",
                reason,
                f"git pull, or: ./herm project apply --stack {stack} --allow-missing",
            )
        )
    if work.plan.late and not allowed.late:
        which = ", ".join(f"{database}/{one.title}" for database, one in work.plan.late)
        reason = f"has later migrations than {which}, and was never tried in this order"
        remedy = f"give it a newer number, or: ./herm project apply --stack {stack} --allow-out-of-order"
        problems.append(Problem(f"stack {stack}", reason, remedy))
    if problems:
        raise ProblemsError(problems)


def carry_out(work: Work, limits: Limits, *, seeds: bool = False) -> Applied:
    """Apply the plan, telling each step; the metadata that it replaces is kept in a private file.

    Raises:
        ProblemsError: Something is refused; what was begun and not noted is, before anything is sent.
    """
    stack = work.api.stack
    if begun := [begun_problem(work.api, database, one) for database, one in work.plan.begun]:
        raise ProblemsError(begun)
    if seeds and stack != DEV:
        raise fail("--seeds", "is for stack dev: seeds are made-up data", "./herm project apply --seeds")
    with step(f"Project on stack {stack}") as report:
        if work.plan.metadata:
            keep(stack, work.present.metadata)
        done = apply(work, limits, report)
        report(_summary(done))
    if done.metadata and stack != DEV:
        back = f"what was there before comes back with ./herm project restore --stack {stack}"
        error_console().print(f"Metadata: {back}", markup=False)
    if seeds:
        with step("Seeds") as report:
            report(f"{sow(work.api, work.project, report)} files")
    return done


def _summary(done: Applied) -> str:
    if not (done.migrations or done.others or done.metadata):
        return "nothing to do"
    others = f" and {len(done.others)} by another run" if done.others else ""
    return f"migrations: {len(done.migrations)}{others}; changes of metadata: {done.metadata}; consistent"
