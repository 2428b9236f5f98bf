"""The page that ends `./herm up`."""

from __future__ import annotations

from cli.verbs.local.page import closing_page
from tests.support.configurations import dev_settings


def test_stand_in_is_named_with_the_page_that_tells_how_to_get_hasura() -> None:
    """Whoever gets the stand-in reads at the end what it is, and where the way to Hasura is described."""
    page = closing_page(dev_settings(hasuraImage="herm/hasura-stand-in:0123456789ab")).plain
    assert "stand-in engine: it answers logins, not queries" in page
    assert "docs/offline.md, Changing to Hasura" in page
    assert "docs/offline.md" not in closing_page(dev_settings()).plain


def test_commands_name_a_second_stack() -> None:
    """The commands of the page work as they stand, whichever stack is up."""
    settings = dev_settings(stack="alice", target="docker")
    lines = [line for line in closing_page(settings).plain.splitlines() if "./herm" in line]
    assert len(lines) == 6
    assert all(line.count("./herm") == line.count("--stack alice") for line in lines)
