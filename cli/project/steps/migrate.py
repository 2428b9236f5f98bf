"""One migration on its way: the step in one transaction where that can be, else three with a note before."""

from __future__ import annotations

import contextlib
import shlex
from dataclasses import dataclass

import httpx

from cli.project.api import Api, ApiError
from cli.project.ledger import Ledger, begun_problem, mark
from cli.project.steps.progress import with_progress
from delivery.folder.text import edit, shown
from delivery.sql.refusals import Script
from delivery.sql.step import APPLIED, BEGUN, atomic_step, take_lock
from infra.problems import Problem, ProblemsError
from machine.report import Report

_CANCELED, _NO_LOCK, _IN_TRANSACTION = "57014", "55P03", "25001"
_COMMITTING = {"CALL", "DO"}
"""Statements that may commit a part of what they do, before they fail."""


@dataclass(frozen=True)
class Limits:
    """How long a migration may take.

    Attributes:
        statement: Seconds for one statement; 0 is without end.
        lock: Seconds of waiting for a lock on a table; 0 is without end.
    """

    statement: int = 600
    lock: int = 10


@dataclass(frozen=True)
class Migrator:
    """Applies migrations of one database.

    Attributes:
        keeper: The source whose database has the CLI's state; None where none has.
    """

    api: Api
    database: str
    keeper: str | None
    limits: Limits
    report: Report

    def apply(self, script: Script) -> bool:
        """Apply one migration, and note it.

        Returns:
            False where another run has applied it meanwhile.

        Raises:
            ProblemsError: It is refused; unless it runs outside of a transaction, nothing of it has happened.
        """
        try:
            if script.atomic and self.keeper == self.database:
                limits = {"statement_seconds": self.limits.statement, "lock_seconds": self.limits.lock}
                self._run(script, atomic_step(script, self.database, **limits))
            else:
                return self._run_between_notes(script)
        except ApiError as error:
            if error.sqlstate == APPLIED:
                return False
            if error.sqlstate == BEGUN:
                raise ProblemsError([begun_problem(self.api, self.database, script.migration)]) from None
            raise ProblemsError([self._problem(script, error)]) from None
        return True

    def _run_between_notes(self, script: Script) -> bool:
        """What cannot be one step: noted as begun, run, noted as applied.

        The first note is taken back where PostgreSQL refuses the SQL, unless a part of it may have happened.
        After anything else it stays, and whoever comes next is asked.
        """
        ledger, version = Ledger(self.api, self.keeper), script.migration.version
        noted = ledger.begin(self.database, version)
        if noted == "begun":
            raise ProblemsError([begun_problem(self.api, self.database, script.migration)])
        if noted == "applied":
            return False
        lock = f"{take_lock(self.limits.statement)}\n" if script.atomic else ""
        try:
            self._run(script, f"{lock}{script.text}")
        except ApiError as error:
            if error.is_certain and (script.atomic or script.statements[0].words[0] not in _COMMITTING):
                with contextlib.suppress(ApiError, ProblemsError):  # then the next run asks
                    ledger.write(self.database, version, "none")
            raise
        ledger.write(self.database, version, "applied")
        return True

    def _run(self, script: Script, text: str) -> None:
        first = mark(script.migration.version)

        def cancel() -> None:
            # By its first words, which no other run has. Where this fails, the server ends it whole.
            ask = f"SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '{first}%'"  # noqa: S608
            with contextlib.suppress(ApiError, ProblemsError, httpx.HTTPError):
                self.api.sql(self.database, ask, read_only=True)

        with_progress(
            lambda: self.api.sql(self.database, f"{first}\n{text}", transaction=script.atomic),
            self.report,
            f"{script.migration.title} runs",
            cancel,
        )

    def _problem(self, script: Script, error: ApiError) -> Problem:
        file = script.migration.up
        done = "nothing of it is applied"
        if not script.atomic:
            done = "a part of it may be applied: an index that is left is INVALID, drop it"
        if not error.is_certain:
            done = "the next run finds out whether it is applied"
        reason = f"is refused: {error.database or error.message}; {done}"
        remedy = edit(file)
        if error.sqlstate == _NO_LOCK:
            reason = f"waited {self.limits.lock} seconds for a lock that somebody holds; {done}"
            remedy = "wait until it is free, or wait longer: ./herm project apply --lock-timeout 60"
        elif error.sqlstate == _CANCELED:
            reason = f"was stopped: a statement took more than {self.limits.statement} seconds; {done}"
            remedy = "let it take longer: ./herm project apply --statement-timeout 3600"
        elif error.sqlstate == _IN_TRANSACTION and not script.atomic:
            reason += "; this version of Hasura runs it in a transaction all the same"
            name = shlex.quote(f"{self.database}/{script.migration.version}")
            remedy = (
                f"run it by hand: ./herm psql < {shlex.quote(shown(file))}\n"
                f"then note it: ./herm project resolve {name} --applied --stack {self.api.stack}"
            )
        return Problem(shown(file), reason, remedy)
