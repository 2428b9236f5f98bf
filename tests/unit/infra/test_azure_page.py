"""The page about Azure says what the program does."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from infra.config.azure.overrides import setting_of
from infra.config.azure.tiers import REASONS, TIERS, Tier

PAGE = Path(__file__).parent.parent.parent.parent / "docs" / "azure.md"


def test_pages_table_is_the_programs_table() -> None:
    """Each value of each tier, and its reason, stands in the page as it is in the code."""
    page = PAGE.read_text(encoding="utf-8")
    for field in fields(Tier):
        values = [str(getattr(tier, field.name)) for tier in TIERS.values()]
        values = [value.lower() if value in ("True", "False") else value for value in values]
        row = f"| `{setting_of(field.name)}` | {' | '.join(values)} | {REASONS[field.name]} |"
        assert row in page, row
