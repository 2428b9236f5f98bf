"""The fault plan counts requests and fails exactly those that it names."""

from __future__ import annotations

import pytest

from doubles.azure.gate import Throttle, faults_from


def test_only_the_named_request_fails_and_as_often_as_said() -> None:
    """The second of the writes fails twice and is then let through; neither reads nor new tries count."""
    plan = faults_from('{"at": 2, "mode": "lost", "times": 2, "writes": true}')
    requests = ["PUT /a", "GET /a", "PUT /b", "GET /b", "PUT /b", "PUT /b", "DELETE /b"]
    seen = [plan.next(*request.split()) for request in requests]
    assert seen == [None, None, "lost", None, "lost", None, None]
    assert (plan.count, plan.fired) == (3, 2)


def test_a_plan_may_go_on_failing() -> None:
    """From the first on, every second request fails once."""
    plan = faults_from('{"at": 1, "every": 2}')
    paths = ["/a", "/a", "/b", "/c", "/c", "/d", "/e"]
    assert [plan.next("GET", path) for path in paths] == ["500", None, None, "500", None, None, "500"]


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
