"""What the engine's common errors mean, and the command that fixes each; the first row that fits counts."""

from __future__ import annotations

from collections.abc import Sequence

from infra.problems import ProblemsError, fail


def engine_failure(arguments: Sequence[str], output: str) -> ProblemsError:
    """The failure of a `pulumi` command, with what the engine said."""
    return fail(
        f"pulumi {' '.join(arguments[:2])}", output.strip(), "pulumi's own words are above; then run it again"
    )
