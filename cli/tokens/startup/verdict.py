"""Whether Hasura starts with an environment, for people and for machines."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cli.console import error_console
from cli.tokens.report import print_warnings, warnings_document
from cli.tokens.startup.first_fetch import FirstFetch
from hasura import model
from hasura.explain.startup import StartupExplanation, explain_start
from hasura.explain.warnings import standing_warnings
from hasura.start.key_address import no_jwk_set, other_answer
from hasura.start.startup import start

Fetch = Callable[[str], FirstFetch]


@dataclass(frozen=True)
class Verdict:
    """Hasura's start.

    Attributes:
        error: Hasura's text when it does not start.
        explanation: Why it does not.
        warnings: What it accepts and users regret.
        unasked: Addresses on which the start depends and that were not asked.
        seen: What the addresses answered that were asked, a sentence each.
    """

    error: str | None
    explanation: StartupExplanation | None
    warnings: tuple[model.Warning, ...]
    unasked: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()

    @property
    def document(self) -> dict[str, Any]:
        """The verdict for machines."""
        why = {} if self.explanation is None else asdict(self.explanation)
        return {
            "starts": self.error is None,
            "starts_if_readable": list(self.unasked),
            "startup_error": self.error,
            "cause": why.get("cause"),
            "explanation": why.get("sentence"),
            "evidence": [*why.get("evidence", ()), *self.seen],
            "remedy": why.get("remedy"),
            "fixable": why.get("fixable", False),
            "warnings": warnings_document(self.warnings),
        }

    def show(self) -> None:
        """Print the verdict for people, on standard error."""
        console = error_console()
        if self.explanation is not None:
            console.print(self.explanation.sentence, style="bold red", markup=False)
            for line in (*self.explanation.evidence, *self.seen):
                console.print(f"  - {line}", markup=False)
            console.print("[bold]What to do[/]")
            for line in self.explanation.remedy.splitlines():
                console.print(f"    {line}", markup=False)
        else:
            console.print(self._starts(), style="bold green", markup=False)
            for line in self.seen:
                console.print(f"  - {line}", markup=False)
        print_warnings(console, self.warnings)

    def _starts(self) -> str:
        if not self.unasked:
            return "Hasura starts with this JWT secret."
        return (
            f"Hasura starts if {' and '.join(self.unasked)} answers a readable key set; --fetch asks it now."
        )


def judge(environment: Mapping[str, str], fix: str, fetch: Fetch | None = None) -> Verdict:
    """Start as Hasura does.

    Args:
        environment: All of its variables.
        fix: The command that prints the repaired secret.
        fetch: Asks the addresses of keys; None leaves them unasked.
    """
    warnings = standing_warnings(environment, time.time())
    try:
        mode = start(environment)
    except model.StartupError as error:
        return _refused(str(error), environment, warnings, fix)
    addresses = tuple(dict.fromkeys(secret.jwk_url for secret in mode.jwt_secrets if secret.jwk_url))
    for address in addresses:
        if other_answer(address) is not None:
            return _refused(no_jwk_set(address), environment, warnings, fix)
    if fetch is None:
        return Verdict(None, None, warnings, addresses)
    answers = tuple(fetch(address) for address in addresses)
    seen = tuple(answer.seen for answer in answers)
    failed = next((answer.error for answer in answers if answer.error is not None), None)
    if failed is not None:
        return _refused(failed, environment, warnings, fix, seen)
    return Verdict(None, None, warnings, (), seen)


def _refused(
    error: str,
    environment: Mapping[str, str],
    warnings: tuple[model.Warning, ...],
    fix: str,
    seen: tuple[str, ...] = (),
) -> Verdict:
    explanation = explain_start(error, environment, fix)
    told = " ".join((explanation.sentence, *explanation.evidence))
    others = tuple(warning for warning in warnings if warning.reason not in told)
    return Verdict(error, explanation, others, (), seen)
