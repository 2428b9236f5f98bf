"""Tables of the pages that the code knows: `python -m tests.support.pages` writes them anew."""

from __future__ import annotations

from dataclasses import fields

from infra.config.azure.operation.prices import estimate
from infra.config.azure.overrides import setting_of
from infra.config.azure.tiers import REASONS, TIERS, Tier
from tests.support.paths import ROOT

AZURE = ROOT / "docs" / "azure.md"


def tier_table() -> str:
    """The tiers as a Markdown table: each value of each tier, and its reason."""
    names = ["value", *TIERS, "why"]
    rows = [
        [f"`{setting_of(field.name)}`", *_values(field.name), REASONS[field.name]] for field in fields(Tier)
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in (names, ["---"] * len(names), *rows)).replace(
        " --- ", "---"
    )


def cost_table() -> str:
    """What each tier costs a month, as a Markdown table."""
    found = [estimate(tier, database=True) for tier in TIERS.values()]
    rows = [
        ["a month, about", *TIERS],
        ["---"] * (len(TIERS) + 1),
        ["what always runs", *[f"${one.fixed}" for one in found if one]],
        ["with all instances of `maximumInstances`", *[f"${one.most}" for one in found if one]],
        ["logs, if they reach `logQuotaGb` every day", *[f"${one.logs}" for one in found if one]],
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows).replace(" --- ", "---")


def with_table(page: str, table: str) -> str:
    """A page with the table of the same header replaced."""
    header = table.partition("\n")[0]
    before, _, rest = page.partition(header)
    return before + table.rstrip("\n") + "\n\n" + rest.partition("\n\n")[2]


def _values(field: str) -> list[str]:
    values = [str(getattr(tier, field)) for tier in TIERS.values()]
    return [value.lower() if value in ("True", "False") else value for value in values]


if __name__ == "__main__":
    text = AZURE.read_text(encoding="utf-8")
    for one in (tier_table(), cost_table()):
        text = with_table(text, one)
    AZURE.write_text(text, encoding="utf-8")
