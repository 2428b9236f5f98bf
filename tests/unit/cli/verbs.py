"""Running a verb in this process as `./herm` does, with what it printed on each stream."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from cli.console import error_console
from cli.main import main


@dataclass(frozen=True)
class Done:
    """How a verb ended."""

    code: int
    out: str
    err: str


def herm(*arguments: str, stdin: str = "") -> Done:
    """Run `./herm ARGUMENTS` with this standard input."""
    runner = CliRunner()
    error_console.cache_clear()  # the console keeps the stream that was standard error when it was made
    with runner.isolation(input=stdin) as (out, err, _):
        code = main(arguments)
        result = Done(code, out.getvalue().decode(), err.getvalue().decode())
    error_console.cache_clear()
    return result


@pytest.fixture(autouse=True)
def _no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
