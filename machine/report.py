"""How long work tells what it does, and how it quotes what a program said."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Report = Callable[[str], None]
"""Receives one line telling what happens right now."""


def tail(said: str | Iterable[str], count: int = 8) -> str:
    """The last lines of a program's output, indented, as an error's reason shows them."""
    lines = said.splitlines() if isinstance(said, str) else list(said)
    return "\n".join(f"    {line}" for line in lines[-count:])
