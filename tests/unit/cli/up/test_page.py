"""The page that ends `./herm up`."""

from __future__ import annotations

import pytest

from cli.up.page import closing_page
from machine import query_engine

URL = "http://localhost:8080"


def test_stand_in_is_named_with_the_page_that_tells_how_to_get_hasura() -> None:
    """Whoever gets the stand-in reads at the end what it is, and where the way to Hasura is described."""
    page = closing_page("dev", URL, "stand-in").plain
    assert "stand-in engine: it answers logins and queries, for development only" in page
    assert "docs/offline.md, Changing to Hasura" in page
    assert "docs/offline.md" not in closing_page("dev", URL, "hasura").plain


def test_stand_in_without_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where its query engine could not be built, the page says so, and why."""
    monkeypatch.setattr(query_engine, "hindrance", lambda: "no Rust; to try again: rm NOTE")
    page = closing_page("dev", URL, "stand-in").plain
    assert "it answers logins, not queries, because its query engine could not be built: no Rust" in page
    assert "no Rust" not in closing_page("dev", URL, "hasura").plain


def test_commands_name_a_second_stack() -> None:
    """The commands of the page work as they stand, whichever stack is up."""
    lines = [line for line in closing_page("alice", URL, "hasura").plain.splitlines() if "./herm" in line]
    assert len(lines) == 6
    assert all(line.count("./herm") == line.count("--stack alice") for line in lines)
