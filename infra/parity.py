"""Parity: two stacks' environments compared name by name, with the contract's list of differences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from infra.contract import Variable
from infra.secret import Secret

Verdict = Literal["same", "differs", "secret", "unexplained"]
ABSENT = "(not set)"


@dataclass(frozen=True)
class Comparison:
    """One variable in two stacks.

    Attributes:
        left: What the first stack has, to be shown: a value, a secret's fingerprint or a mark for nothing.
        right: What the second stack has.
        verdict: `same`; `differs` on purpose; `secret` (each stack has a value, and may have its own);
            `unexplained`: a difference for which nobody gave a reason.
        reason: Why the values differ; "" where they do not, or where nobody said.
    """

    name: str
    left: str
    right: str
    verdict: Verdict
    reason: str


def compare(left: Iterable[Variable], right: Iterable[Variable]) -> tuple[Comparison, ...]:
    """Compare two environments; the rows are in the order of the variables' names."""
    first, second = ({variable.name: variable for variable in side} for side in (left, right))
    return tuple(
        _row(name, first.get(name), second.get(name)) for name in sorted(first.keys() | second.keys())
    )


def _row(name: str, left: Variable | None, right: Variable | None) -> Comparison:
    reason = next((side.reason for side in (right, left) if side and side.reason), "")
    verdict: Verdict
    if left and right and left.secret and right.secret:
        verdict = "secret"
    elif left and right and left.value == right.value:
        verdict, reason = "same", ""
    else:
        verdict = "differs" if reason else "unexplained"
    return Comparison(name, _shown(left), _shown(right), verdict, reason)


def _shown(variable: Variable | None) -> str:
    if variable is None:
        return ABSENT
    if isinstance(variable.value, Secret):
        if not variable.value.readable:
            return "secret (not readable here)"
        return f"secret {variable.value.fingerprint}"
    return variable.value
