"""Metadata on its way: strictly, in the place of what was seen, and back again when it does not hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cli.project.api import Api, ApiError, reasons
from delivery.metadata.difference import difference
from infra.problems import Problem, ProblemsError, fail

Metadata = Mapping[str, Any]


@dataclass
class Exchange:
    """The metadata of a stack while a run changes it.

    Attributes:
        former: What was there when the run began.
        there: What is there now, as far as this run knows.
    """

    api: Api
    former: Metadata
    there: Metadata = field(init=False)

    def __post_init__(self) -> None:
        self.there = self.former

    def replace(self, metadata: Metadata) -> None:
        """Put metadata in the place of what was seen, strictly.

        Raises:
            ProblemsError: Somebody else has changed it, or an object of it would be inconsistent; what was
                there stays.
        """
        version = self._version()
        try:
            self._send(metadata, version, allow_inconsistent=False)
        except ApiError as error:
            if error.code == "conflict":
                raise self._conflict() from None
            raise ProblemsError(self._refusals(error)) from None
        self.there = metadata

    def check(self) -> None:
        """Ask whether everything is consistent: a replacement that succeeds does not say so.

        Raises:
            ProblemsError: An object is not.
        """
        answer = self.api.metadata("get_inconsistent_metadata", {})
        if not answer["is_consistent"]:
            raise ProblemsError(self._inconsistent(reasons(answer["inconsistent_objects"])))

    def reload(self) -> None:
        """Have the sources read again: Hasura does not look at what SQL has changed there."""
        self.api.metadata("reload_metadata", {"reload_sources": True, "reload_remote_schemas": False})

    def put_back(self) -> bool:
        """Put the former metadata back; whether anything was to be put back.

        It is sent as it was, consistent or not. What somebody else has put there meanwhile stays.
        """
        if self.there is self.former:
            return False
        now, version = self.api.export()
        if difference(now, self.there):
            return False
        self._send(self.former, version, allow_inconsistent=True)
        self.there = self.former
        return True

    def _version(self) -> int:
        """The number to name, once nobody else has changed anything since the plan."""
        now, version = self.api.export()
        if difference(self.there, now):
            raise self._conflict(now)
        return version

    def _send(self, metadata: Metadata, version: int, *, allow_inconsistent: bool) -> None:
        args = {"allow_inconsistent_metadata": allow_inconsistent, "metadata": metadata}
        self.api.metadata("replace_metadata", args, version=2, resource_version=version)

    def _conflict(self, now: Metadata | None = None) -> ProblemsError:
        found = now if now is not None else self.api.export()[0]
        theirs = [str(change) for change in difference(self.there, found)]
        what = _listed(theirs) or "and put it back"
        return fail(
            f"metadata of stack {self.api.stack}",
            f"was changed by somebody else since the plan: {what}; it is left as it is",
            f"./herm project plan --stack {self.api.stack}",
        )

    def _refusals(self, error: ApiError) -> Sequence[Problem]:
        if error.reasons:
            return self._inconsistent(error.reasons)
        where = f"metadata of stack {self.api.stack}"
        return [
            Problem(
                where, f"is refused: {error.message}; what was there stays", "correct the metadata folder"
            )
        ]

    def _inconsistent(self, found: Sequence[str]) -> list[Problem]:
        where = f"metadata of stack {self.api.stack}"
        remedy = "correct the metadata folder, or write the migration that it needs"
        return [Problem(where, reason, remedy) for reason in found] or [
            Problem(where, "is not consistent, and Hasura does not say why", remedy)
        ]


def _listed(lines: Sequence[str], most: int = 5) -> str:
    more = f" and {len(lines) - most} more" if len(lines) > most else ""
    return ", ".join(lines[:most]) + more
