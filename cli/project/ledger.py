"""The notes in the CLI's state, for what cannot run in one transaction with its note.

A migration is noted as begun before it runs (`dirty`, in the CLI's word), and as applied after it. What is
begun and not applied is never run again by itself: nobody knows whether it ran.
"""

from __future__ import annotations

import secrets
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from cli.paths import DEV
from cli.project.api import Api, ApiError
from delivery.folder.migrations import Migration
from delivery.folder.text import shown
from delivery.sql.step import APPLIED, BEGUN, begun_step, noted_step, taken_back_step
from delivery.state import Note, parse_state, with_version
from infra.problems import Problem

_STEPS = {"begun": begun_step, "applied": noted_step, "none": taken_back_step}
_FOUND: Mapping[str, Note] = {APPLIED: "applied", BEGUN: "begun"}


@dataclass(frozen=True)
class Ledger:
    """Where the state is written.

    Attributes:
        keeper: The source whose database has the state; None where none has. Then the API writes it, as a
            whole.
    """

    api: Api
    keeper: str | None

    def begin(self, database: str, version: int) -> Note:
        """Note that a migration is begun, where nothing is noted of it.

        Returns:
            What was noted before: only after "none" may the caller run it.

        Raises:
            ApiError, ProblemsError: As `write`.
        """
        if self.keeper is None:
            noted = self.read(database, version)
            if noted == "none":
                self.write(database, version, "begun")
            return noted
        try:
            self.write(database, version, "begun")
        except ApiError as error:
            if error.sqlstate not in _FOUND:
                raise
            return _FOUND[error.sqlstate]
        return "none"

    def write(self, database: str, version: int, note: Note) -> None:
        """Note something of one migration.

        Raises:
            ApiError: Hasura refuses it.
            ProblemsError: Nothing answers.
        """
        if self.keeper is not None:
            self.api.sql(self.keeper, _STEPS[note](database, version))
            return
        state = with_version(self.api.catalog().cli_state, database, version, note)
        self.api.metadata("set_catalog_state", {"type": "cli", "state": state})

    def read(self, database: str, version: int) -> Note:
        """What is noted of one migration."""
        state = parse_state(self.api.catalog().cli_state)
        if version in state.begun.get(database, ()):
            return "begun"
        return "applied" if version in state.applied.get(database, ()) else "none"


def mark(version: int) -> str:
    """The first line of a migration's SQL: what it is, and a word that no other run has."""
    return f"-- herm {version} {secrets.token_hex(8)}"


def runs(api: Api, database: str, version: int) -> bool:
    """Whether the database still runs a migration that was begun: PostgreSQL shows what it runs."""
    ask = f"""SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
AND state = 'active' AND starts_with(query, '-- herm {version} ')"""  # noqa: S608 - a number
    return api.sql(database, ask, read_only=True) != [["0"]]


def begun_problem(api: Api, database: str, migration: Migration) -> Problem:
    """Why a migration is not run again, and what to do."""
    where = shown(migration.up)
    if runs(api, database, migration.version):
        reason = "was begun by another run, and the database is still at it"
        return Problem(where, reason, f"wait, then: ./herm project status --stack {api.stack}")
    reason = (
        "was begun by a run that did not see its end, and run again it could do its work twice; look in the "
        "database whether it is done (an index that is marked INVALID is not: drop it)"
    )
    name = shlex.quote(f"{database}/{migration.version}")
    look = ["look: ./herm psql"] if api.stack == DEV else []
    lines = (
        *look,
        f"it is done: ./herm project resolve {name} --applied --stack {api.stack}",
        f"it is not: ./herm project resolve {name} --not-applied --stack {api.stack}",
    )
    return Problem(where, reason, "\n".join(lines))
