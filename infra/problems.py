"""What is wrong, where, why it matters and the command that fixes it; all problems at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that a person has to fix.

    Attributes:
        where: What is wrong: a config key, a file, a port, a step.
        reason: What is wrong with it and why it matters, in one or two sentences; never a secret's value.
        remedy: The exact command, or the one sentence, that fixes it.
    """

    where: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}\n    {self.remedy}"


class ProblemsError(Exception):
    """All problems found in one go; printed as they are, without a traceback."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def fail(where: str, reason: str, remedy: str) -> ProblemsError:
    """A failure with a single problem, ready to be raised."""
    return ProblemsError([Problem(where, reason, remedy)])
