"""The page of figures: the bench reads what it wrote, and tells what got worse."""

from __future__ import annotations

from tests.bench.figures import PAGE, Figures, measured, read, worse, write
from tests.bench.measure import Pair, Run

PAIR = Pair("an up", Run(3.0, 400), Run(2.0, 100), 5)


def test_page_is_read_as_it_was_written() -> None:
    """Ratios of time and of memory come back from the page, by what was measured."""
    figures = measured([PAIR, Pair("another, of prod", Run(1, 1), Run(4, 4), 5)])
    assert figures["an up"] == Figures(1.5, 4.0)
    assert read(write(figures)) == figures


def test_committed_page_is_one_that_the_bench_writes() -> None:
    """The page in docs has figures, and its words are those of the bench."""
    page = PAGE.read_text(encoding="utf-8")
    assert read(page)
    assert write(read(page)) == page


def test_what_got_worse_is_told() -> None:
    """A figure that grew by more than a fifth is told with both numbers; one that is new or better is not."""
    before = {"an up": Figures(1.0, 4.0), "gone": Figures(1.0, 1.0)}
    assert worse(before, measured([PAIR])) == ["an up: time was 1.00, and is 1.50"]
    assert worse({"an up": Figures(1.4, 5.0)}, measured([PAIR])) == []
    assert worse({}, measured([PAIR])) == []
