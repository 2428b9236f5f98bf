"""Hasura's answer to a token, for people and for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape

from cli.tokens.report import print_warnings
from hasura.explain.words import Explanation
from hasura.model import Accepted, Decision

Answer = tuple[Decision, Explanation]


def answer_document(answer: Answer | None) -> dict[str, Any]:
    """The answer for machines; None when the token was not verified."""
    if answer is None:
        return {"verified": False, "answer": None, "explanation": None}
    decision, explanation = answer
    told: dict[str, Any] = {"accepted": isinstance(decision, Accepted)}
    if isinstance(decision, Accepted):
        told |= {"role": decision.role, "session": dict(decision.session)}
    else:
        told |= {"status": decision.status, "code": decision.code, "message": decision.message}
    return {"verified": True, "answer": told, "explanation": asdict(explanation)}


def print_answer(console: Console, answer: Answer | None, *, is_readable: bool) -> None:
    """The answer for people; without one, whether the token could at least be decoded."""
    console.print()
    if answer is None and is_readable:
        console.print("[yellow]Decoded only[/]: without a JWT secret nothing here is proved.")
        console.print("    Give --stack, --env-file or --secret-file to check it as Hasura does.")
        return
    if answer is None:
        console.print("[bold red]Not a token[/]: its claims cannot be read.")
        console.print("    A token has three parts with points between them; was all of it copied?")
        return
    decision, explanation = answer
    if isinstance(decision, Accepted):
        console.print(f"[bold green]Accepted[/] with the role [bold]{_safe(decision.role)}[/]")
        for name, value in decision.session.items():
            console.print(f"    {_safe(name)}: {_safe(value)}")
        print_warnings(console, explanation.warnings)
        return
    console.print(f"[bold red]{_safe(explanation.sentence)}[/]")
    console.print(f"  Refused: {decision.status} {decision.code}: {_safe(decision.message)}")
    for line in explanation.evidence:
        console.print(f"  - {line}", markup=False)
    console.print(f"[bold]What to do[/] [dim]({explanation.cause})[/]")
    console.print(explanation.remedy, markup=False)


def _safe(text: str) -> str:
    """A text of the token's without what would steer the terminal."""
    return escape("".join(character if character.isprintable() else "?" for character in text))
