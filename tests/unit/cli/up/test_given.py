"""Settings given with `./herm up --config`: what is said of those that are refused."""

from __future__ import annotations

from cli.up.given import not_stored
from infra.config.commands import remove_command, set_command
from infra.problems import Problem, ProblemsError


def test_nothing_is_removed_that_was_not_stored() -> None:
    """What was given and refused is left out; what is stored is removed, and what is wrong is set."""
    given = Problem("herm:location", "does nothing here", remove_command("dev", "location"))
    stored = Problem("herm:slot", "does nothing here", remove_command("dev", "slot"))
    wrong = Problem("herm:location", "is 'x'", set_command("dev", "location"))
    told = not_stored("dev", ["location"], ProblemsError([given, stored, wrong])).problems
    assert told[0].remedy == "leave --config herm:location out: it was not stored"
    assert told[1:] == (stored, wrong)
