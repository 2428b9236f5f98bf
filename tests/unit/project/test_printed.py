"""Every command in a message or a help text has a row in the table that proves it."""

from __future__ import annotations

import ast
import re
import shlex

import click
import pytest

from cli.main import herm
from tests.support.paths import ROOT
from tests.support.printed import TABLE, commands, filled_in, left_over, printed, proved

HOW = (
    "add a row to tests/support/printed.toml: to elsewhere with the test that runs it, else to parsed with "
    "the reason; or to words, when it is no command"
)
OPEN = ("PROVIDER", "{verb}")  # words that only the situation knows
HERM = [one for one in commands() if one.startswith("./herm ") and not any(word in one for word in OPEN)]


def test_every_printed_command_is_proved() -> None:
    """A message with a command that no table knows fails."""
    known = proved()
    unproved = {line: place for line, place in printed().items() if left_over(line, known)}
    assert not unproved, HOW


def test_every_row_is_printed() -> None:
    """A row whose command stands in no message any more is removed."""
    lines = printed()
    texts = [*commands(), *TABLE["words"]]
    assert [text for text in texts if not any(text in line for line in lines)] == []


def test_no_command_has_two_rows() -> None:
    """One row tells what proves a command."""
    assert sorted(text for text in set(commands()) if commands().count(text) > 1) == []


@pytest.mark.parametrize("test", sorted(set(TABLE["elsewhere"].values())))
def test_named_tests_exist(test: str) -> None:
    """The test that a row names is there."""
    file, _, name = test.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("command", HERM)
def test_herm_has_it(command: str) -> None:
    """Each command of herm's is one that its own parser takes, with every option and choice."""
    for part in re.split(r" && | \| | {2,}", filled_in(command)):
        if part.startswith("./herm "):
            parse(herm, shlex.split(re.sub(r"[<>]\s*\S+", "", part))[1:])


def parse(command: click.Command, words: list[str]) -> None:
    """Parse words as click does, down to the last verb; nothing runs and no file has to exist."""
    context = command.make_context(command.name, list(words), resilient_parsing=True)
    if isinstance(command, click.Group) and (rest := [*context._protected_args, *context.args]):
        name, verb, left = command.resolve_command(context, rest)
        assert verb is not None, name
        parse(verb, left)
    else:
        assert not context.args, f"{context.args} is too much"


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("run ./herm up", ""),
        ("./herm up; then look", ""),
        ("./herm up  # now", ""),
        ("./herm up --bogus", "run"),
        ("./herm up{which}", "run"),
        ("./herm update", "run"),
        ("git stash, then ./herm up", "git"),
    ],
)
def test_what_is_left(line: str, left: str) -> None:
    """A command counts whole: one more option, or another ending, makes it another command."""
    assert bool(left_over(line, ["./herm up"])) is bool(left)
