"""The arithmetic of growth: a stack of some apps beside as many stacks of one."""

from __future__ import annotations

import pytest

from tests.bench.growth import Growth, Measured, growth
from tests.bench.measure import Run
from tests.bench.requests import Requests


def up(seconds: float, reads: int, writes: int) -> Measured:
    """A measured operation; what it waited and logged in must not matter."""
    return Measured("up", Run(seconds, 100), Requests(reads, writes, waits=reads * 7, logins=seconds > 1))


def test_linear_growth_is_one() -> None:
    """Ten times everything for ten apps."""
    found = Growth(10, up(20, 620, 270), up(2, 62, 27))
    assert (found.seconds, found.ratio("work"), found.ratio("writes")) == (1, 1, 1)
    assert (found.per_app("work"), found.per_app("writes")) == (89, 27)
    assert found.stacks_of_one == 20


def test_sharing_is_below_one() -> None:
    """Half of what ten stacks cost is 0.5, for time, requests and writes apart."""
    found = Growth(10, up(10, 60, 30), up(2, 4, 4))
    assert found.seconds == pytest.approx(0.5)
    assert found.ratio("work") == pytest.approx(90 / 80)
    assert found.ratio("writes") == pytest.approx(0.75)


def test_no_ratio_to_nothing() -> None:
    """A no-op writes nothing for one app, and a program alone meets no Azure."""
    assert Growth(10, up(10, 10, 0), up(2, 1, 0)).ratio("writes") is None
    alone = Measured("alone", Run(1, 1))
    assert Growth(10, alone, alone).ratio("work") is None
    assert Growth(10, alone, alone).per_app("work") is None


def test_each_operation_is_compared_with_itself() -> None:
    """The figures of one app are found by the operation's name, and one app grows by 1."""
    first, again = Measured("first", Run(8, 1)), Measured("again", Run(2, 1))
    many = Measured("again", Run(30, 1))
    found = growth([(1, first), (1, again), (10, many)])
    assert [one.seconds for one in found] == [1, 1, 1.5]
    assert found[-1].one is again
