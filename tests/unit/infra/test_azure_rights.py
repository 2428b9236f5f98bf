"""A role of the app's is not leant on before Azure heeds it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from infra.azure.rights import seconds_left

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("age", "left"), [(0, 600), (1, 599), (600, 0), (86400, 0), (-3600, 600)], ids=str)
def test_a_role_is_waited_for_by_its_age(age: int, left: int) -> None:
    """A new one for all of the time, an old one not at all, and never longer where clocks differ."""
    created = (NOW - timedelta(seconds=age)).strftime("%Y-%m-%dT%H:%M:%S.0000000Z")
    assert seconds_left(created, 600, NOW) == left


def test_an_assignment_without_a_time_is_not_waited_for() -> None:
    """What was imported may not tell when it was made."""
    assert seconds_left(None, 600, NOW) == 0
