"""`./herm parity`: the comparison as it is printed."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from infra.config.settings import Settings
from tests.support.configurations import dev_settings, prod_settings
from tests.unit.cli.verbs import herm

ROLE = "[red]x[/nope]:x:"


@pytest.fixture(autouse=True)
def stacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two stacks, one of them with a role that is markup to Rich and has an emoji's name."""
    found = {"dev": dev_settings(unauthorizedRole=ROLE), "prod": prod_settings()}

    def settings(stack: str, **_: Any) -> Settings:
        return found[stack]

    monkeypatch.setattr("cli.verbs.parity.settings", settings)


def test_values_are_shown_as_they_are() -> None:
    """Markup and names of emoji in a value are text like any other."""
    done = herm("parity")
    assert done.code == 1
    rows = [line for line in done.out.splitlines() if line.startswith("HASURA_GRAPHQL_UNAUTHORIZED_ROLE ")]
    assert ROLE in rows[0]
    assert "HASURA_GRAPHQL_UNAUTHORIZED_ROLE differs and nobody said why" in done.out


def test_narrow_terminal_has_the_values_below_the_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """At 60 columns every word of a verdict is whole, and no line is longer."""
    screen = io.StringIO()
    terminal = Console(file=screen, force_terminal=True, width=60, color_system=None, highlight=False)
    for place in ("cli.verbs.parity", "cli.console"):
        monkeypatch.setattr(f"{place}.output_console", lambda: terminal)
    herm("parity")
    lines = screen.getvalue().splitlines()
    assert "HASURA_GRAPHQL_CORS_DOMAIN" in [line.rstrip() for line in lines]
    assert any(line.split() == ["verdict", "same"] for line in lines)
    assert [
        line for line in lines if len(line) > 60 and "nobody said" not in line and "pulumi" not in line
    ] == []
