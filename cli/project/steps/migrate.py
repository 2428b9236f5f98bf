"""One migration on its way: the step in one transaction where that can be, else the CLI's way with a word."""

from __future__ import annotations

import contextlib
import secrets
import shlex
from dataclasses import dataclass

import httpx

from cli.project.api import Api, ApiError
from cli.project.steps.progress import with_progress
from delivery.folder.text import edit, shown
from delivery.sql.refusals import Script
from delivery.sql.step import APPLIED, atomic_step, noted_step, take_lock
from delivery.state import parse_state, with_version
from infra.problems import Problem, ProblemsError
from machine.report import Report

_CANCELED, _NO_LOCK, _IN_TRANSACTION = "57014", "55P03", "25001"


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
        own: Whether the CLI's state is in this very database.
    """

    api: Api
    database: str
    own: bool
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
            if script.atomic and self.own:
                limits = {"statement_seconds": self.limits.statement, "lock_seconds": self.limits.lock}
                self._run(script, atomic_step(script, self.database, **limits))
            elif self._is_applied(script.migration.version):
                return False
            else:
                self._run_then_note(script)
        except ApiError as error:
            # What is not atomic may have met another run that does the same.
            if error.sqlstate == APPLIED or (
                not script.atomic and self._is_applied(script.migration.version)
            ):
                return False
            raise ProblemsError([self._problem(script, error)]) from None
        return True

    def _run_then_note(self, script: Script) -> None:
        """What cannot be one step: the SQL, then the state. After a stop in between the SQL runs again."""
        if script.atomic:
            self._run(script, f"{take_lock(self.limits.statement)}\n{script.text}")
        else:
            self._run(script, script.text)
        version = script.migration.version
        if self.own:
            self.api.sql(self.database, noted_step(self.database, version))
        else:
            state = with_version(self.api.catalog().cli_state, self.database, version)
            self.api.metadata("set_catalog_state", {"type": "cli", "state": state})

    def _is_applied(self, version: int) -> bool:
        return version in parse_state(self.api.catalog().cli_state).applied.get(self.database, ())

    def _run(self, script: Script, text: str) -> None:
        mark = f"-- herm {secrets.token_hex(8)}"

        def cancel() -> None:
            # By its first words, which no other run has. Where this fails, the server ends it whole.
            ask = f"SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE '{mark}%'"  # noqa: S608
            with contextlib.suppress(ApiError, ProblemsError, httpx.HTTPError):
                self.api.sql(self.database, ask, read_only=True)

        with_progress(
            lambda: self.api.sql(self.database, f"{mark}\n{text}", transaction=script.atomic),
            self.report,
            f"{script.migration.title} runs",
            cancel,
        )

    def _problem(self, script: Script, error: ApiError) -> Problem:
        file = script.migration.up
        done = "nothing of it is applied" if script.atomic else "a part of it may be applied"
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
            remedy = (
                f"run it by hand: ./herm psql < {shlex.quote(shown(file))}\n"
                f"then note it: hasura migrate apply --skip-execution --version {script.migration.version}"
            )
        return Problem(shown(file), reason, remedy)
