"""Settings given with `./herm up --config`: what is said of those that are refused."""

from __future__ import annotations

from cli.up.given import not_stored, up_command
from infra.config.commands import remove_command, set_command
from infra.problems import Problem, ProblemsError


def test_nothing_is_removed_that_was_not_stored() -> None:
    """What was given and refused is left out; what is stored is removed, and what is wrong is set."""
    given = Problem("herm:location", "does nothing here", remove_command("dev", "location"))
    stored = Problem("herm:slot", "does nothing here", remove_command("dev", "slot"))
    port = Problem("herm:hasuraPort", "is 'x'", set_command("dev", "hasuraPort", "8080"))
    settings = {"location": "x", "hasuraPort": "x"}
    told = not_stored("dev", settings, ProblemsError([given, stored, port])).problems
    assert told[0].remedy == "leave --config herm:location out: it was not stored"
    assert told[1] == stored
    assert told[2].remedy == "./herm up --config herm:hasuraPort=8080"


def test_one_command_mends_all_that_was_given() -> None:
    """What fixes given values is the `./herm up` that was typed, with every value that fixes one."""
    port = Problem("herm:hasuraPort", "is 'x'", set_command("alice", "hasuraPort", "8080"))
    name = Problem("herm:dockerName", "is '-'", f"first\nthen: {set_command('alice', 'dockerName', 'a b')}")
    stored = Problem("herm:slot", "is 'x'", set_command("alice", "slot"))
    given = {"hasuraPort": "x", "dockerName": "-"}
    told = not_stored("alice", given, ProblemsError([port, name, stored])).problems
    again = "./herm up --stack alice --config herm:hasuraPort=8080 --config 'herm:dockerName=a b'"
    assert told[0].remedy == again
    assert told[1].remedy == f"first\nthen: {again}"
    assert told[2] == stored
    assert up_command("dev", {"hasuraPort": "1"}) == "./herm up --config herm:hasuraPort=1"
