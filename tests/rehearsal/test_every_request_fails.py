"""Every request of prod's life fails, in each way: nothing is lost or doubled, and the next run converges.

All lives are in one cloud, and each begins with nothing there. By default many requests fail in one life, so
that each fails once within minutes. To let each fail in a life of its own:
`./herm test --only rehearsal -- -k every_request --each-alone`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

import pytest

from doubles.azure.gate import MODES
from tests.rehearsal.conftest import EACH_ALONE, TOLD
from tests.rehearsal.lives import Lives, Plan, Step
from tests.rehearsal.prepared import prepared

_APART = 10
"""After how many requests of a run one fails for good."""

_HOURS = 3 * 3600
_TRIES = 4
"""azure-native tries a request four times; one that fails as often fails the run."""


Record = Callable[[str, object], None]


@pytest.fixture
def alone(pytestconfig: pytest.Config) -> bool:
    """Whether each request fails in a life of its own."""
    return bool(pytestconfig.getoption(EACH_ALONE, default=False))


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lives]:
    """A cloud and a provider that wait as little as they can, in which prod has lived once without faults."""
    folder = tmp_path_factory.mktemp("lives")
    with prepared(folder, operation_seconds=0.02, wait_scale=0.001) as prod:
        made = Lives(prod)
        made.learn()
        yield made


@pytest.mark.timeout(_HOURS)
@pytest.mark.parametrize("mode", MODES)
def test_every_request_fails_once(lives: Lives, alone: bool, mode: str, record_property: Record) -> None:
    """A request that fails is made again: each run succeeds, writes what it should, and the last nothing."""
    requests = lives.whole.requests
    numbers = range(1, max(requests.values()) + 1)
    plans = [Plan((mode,), at) for at in numbers] if alone else [Plan((mode,), 1, every=1)]
    steps = [step for plan in plans for step in lives.live(plan, look_again=not alone)]
    record_property(TOLD, _told(f"fails once ({mode})", requests, steps))
    assert {step.end for step in steps} == {"retried"}
    for operation, made in requests.items():
        failed = sum(step.failed for step in steps if step.operation == operation)
        # What was done although its answer was lost is not waited for: the second answer says so.
        assert failed >= made * 0.8, f"{operation}: {failed} of {made}"


@pytest.mark.timeout(_HOURS)
@pytest.mark.parametrize(
    "plan",
    [
        Plan(MODES, 1, every=_APART, times=_TRIES),
        Plan(("lost",), 2, every=_APART, times=_TRIES, writes=True),
    ],
    ids=["in turn", "answers lost"],
)
def test_every_request_fails_for_good(lives: Lives, alone: bool, plan: Plan, record_property: Record) -> None:
    """A request that goes on failing ends the run with its name; the next run goes on with the work.

    By default every tenth request of each run, with the modes in turn, until nothing is left to do; and
    every tenth write with its answers lost, the first of them the creation of the resource group.
    """
    numbers = range(plan.at, max(lives.whole.requests.values()) + 1)
    plans = [
        replace(plan, modes=(mode,), at=at, every=0)
        for at, mode in zip(numbers, itertools.cycle(plan.modes), strict=False)
    ]
    steps = [step for one in (plans if alone else [plan]) for step in lives.live(one)]
    record_property(TOLD, _told("fails for good", lives.whole.requests, steps))
    assert ("imported" if plan.writes else "repeated") in {step.end for step in steps}


@pytest.mark.parametrize(("operation", "at"), [("up", 5), ("up", 50), ("destroy", 10)])
def test_a_killed_run_is_finished_as_the_page_says(
    lives: Lives, operation: Literal["up", "destroy"], at: int
) -> None:
    """Unlock, refresh, run again, import what a message names: then all is there once, or all is gone."""
    assert lives.die(operation, at).end in ("repeated", "imported")


def _told(what: str, requests: dict[str, int], steps: list[Step]) -> str:
    """The count, for the end of the run."""
    lives = sum(step.operation == "up" for step in steps)
    faults = sum(step.failed for step in steps)
    ends = Counter(step.end for step in steps if step.failed)
    operations = ", ".join(f"{operation} {count}" for operation, count in requests.items())
    ended = ", ".join(f"{number} {end}" for end, number in sorted(ends.items()))
    return (
        f"every request {what}: {faults} requests failed in {lives} lives ({operations} requests); "
        f"operations: {ended}; all converged"
    )
