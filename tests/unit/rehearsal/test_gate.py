"""The fault plan counts requests and fails exactly those that it names."""

from __future__ import annotations

import pytest

from rehearsal.emulator.gate import Throttle, faults_from


def test_only_the_named_requests_fail() -> None:
    """From the second on, two of the writes fail; reads are not counted."""
    plan = faults_from('{"at": 2, "mode": "lost", "times": 2, "writes": true}')
    methods = ["PUT", "GET", "PUT", "DELETE", "GET", "PUT"]
    assert [plan.next(method, "/x") for method in methods] == [None, None, "lost", "lost", None, None]
    assert (plan.count, plan.fired) == (4, 2)


def test_a_plan_may_name_a_path() -> None:
    """Other requests neither fail nor count."""
    plan = faults_from('{"at": 2, "path": "/Sites/"}')
    assert [plan.next("GET", path) for path in ("/sites/a", "/plans/a", "/sites/b")] == [None, None, "500"]


@pytest.mark.parametrize("text", ['{"mode": "explode"}', '{"when": 1}', "[]"])
def test_a_plan_that_is_not_understood_is_refused(text: str) -> None:
    """A mistyped plan must not pass for one without faults."""
    with pytest.raises(ValueError, match="fault plan"):
        faults_from(text)


def test_a_throttle_refuses_what_is_too_much() -> None:
    """The third of two allowed requests is refused; without a limit none is."""
    tight = Throttle(2, 60)
    assert [tight.refuses() for _ in range(3)] == [False, False, True]
    assert not Throttle().refuses()
