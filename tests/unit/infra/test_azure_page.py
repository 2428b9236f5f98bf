"""The page about Azure says what the program does."""

from __future__ import annotations

from infra.config.azure.operation.prices import BASIS
from tests.support.pages import AZURE, cost_table, tier_table, with_table


def test_pages_table_is_the_programs_table() -> None:
    """Each value of each tier, and its reason, stands in the page as it is in the code."""
    page = AZURE.read_text(encoding="utf-8")
    assert tier_table() in page, "python -m tests.support.pages writes it anew"


def test_pages_costs_are_the_programs_estimate() -> None:
    """What each tier costs stands in the page as the program estimates it, with what the figures are."""
    page = AZURE.read_text(encoding="utf-8")
    assert cost_table() in page, "python -m tests.support.pages writes it anew"
    assert BASIS in page


def test_table_is_written_where_the_old_one_was() -> None:
    """Writing the table anew changes its rows and nothing around them."""
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n"
    old = "before\n\n| a | b |\n|---|---|\n| 1 | old |\n| 3 | gone |\n\nafter\n"
    assert with_table(old, table) == f"before\n\n{table}\nafter\n"
