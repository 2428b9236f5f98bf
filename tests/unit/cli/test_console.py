"""What is printed fits where it goes: a narrow terminal, a file."""

from __future__ import annotations

import io
import json
import re

import pytest
from rich.console import Console
from rich.table import Table

from cli import console
from infra.problems import Problem
from tests.support.clones import masked
from tests.support.processes import wait_for

WORDS = "a reason that is longer than a narrow terminal is wide, in words that can be wrapped between them"


def table() -> Table:
    """A name, a verdict and a long reason."""
    made = Table("name", "verdict", "reason", box=None)
    made.add_row("HASURA_GRAPHQL_CORS_DOMAIN", "differs", WORDS)
    return made


def test_table_wraps_at_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 60 columns no line is longer, and the words are whole."""
    screen = io.StringIO()
    terminal = Console(file=screen, force_terminal=True, width=60, color_system=None)
    monkeypatch.setattr(console, "output_console", lambda: terminal)
    console.print_table(table())
    lines = screen.getvalue().splitlines()
    assert max(map(len, lines)) <= 60
    assert {"differs", *WORDS.replace(",", "").split()} <= set(screen.getvalue().replace(",", "").split())


def test_table_in_a_file_has_one_line_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    """What a pipe gets can be searched: rows are not wrapped, and no blanks end a line."""
    console.print_table(table())
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert WORDS in lines[1]
    assert [line for line in lines if line != line.rstrip()] == []


def test_a_folder_named_like_markup_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """A clone in such a folder is named whole in problems and steps; no part of it becomes colour."""
    folder = "/home/u/[red]x[/nope] :smile:"
    console.print_problems([Problem(f"{folder}/Pulumi.yaml", f"is not in {folder}", f"ls '{folder}'")])
    with console.step(f"Stack in {folder}") as report:
        report(f"reading {folder}")
    assert capsys.readouterr().err.count(folder) == 6


@pytest.mark.parametrize("terminal", [False, True])
def test_two_works_at_once_are_told_apart(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    """Each line has its title: in a file one after the other, on a terminal one below the other."""
    screen = io.StringIO()
    shown = Console(file=screen, force_terminal=terminal, width=80, color_system=None, soft_wrap=True)
    monkeypatch.setattr(console, "error_console", lambda: shown)
    with console.step("Engine") as engine, console.progress("Images") as images:
        engine("compiling")
        images("pulling")
        both = r"Engine: compiling *\n\S? *Images: pulling"
        wait_for(lambda: re.search(both, screen.getvalue()))
    [end] = re.findall(r"\+ .*", screen.getvalue())
    assert masked(end) == f"+ Engine{': compiling' if terminal else ''} (time)"


def test_json_is_utf8_with_its_letters(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """A machine reads letters as they are, and half of a pair of surrogates as the escape that it was."""
    document = {"claim": "Übung 🙂 \ud800", "list": ["ü"]}
    console.print_json(document)
    console.print_json(["ü"])
    printed = capfdbinary.readouterr().out
    assert "Übung 🙂 \\ud800".encode() in printed
    assert printed.endswith('[\n  "ü"\n]\n'.encode())
    assert json.loads(printed[: printed.index(b"}") + 1]) == document
