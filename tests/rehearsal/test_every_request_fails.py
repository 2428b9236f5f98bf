"""Every request of prod's life fails, in each way: nothing is lost or doubled, and the next run converges.

By default many requests fail in one life, so that each fails once within minutes. To let each fail in a
life of its own: `./herm test --only rehearsal -- -k every_request --each-alone`.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from doubles.azure.gate import MODES
from tests.rehearsal.conftest import EACH_ALONE, TOLD
from tests.rehearsal.lives import Lives, Plan, Step, Whole
from tests.rehearsal.prepared import prepared
from tests.rehearsal.prod import Prod

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
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """What a life without faults makes: its requests, and what is there after each operation."""
    with _prepared(tmp_path_factory.mktemp("first")) as prod:
        return Lives(prod).learn()


@pytest.mark.timeout(_HOURS)
@pytest.mark.parametrize("mode", MODES)
def test_every_request_fails_once(
    tmp_path: Path, alone: bool, mode: str, record_property: Record, whole: Whole
) -> None:
    """A request that fails is made again: each run succeeds, writes what it should, and the last nothing."""
    requests = whole.requests
    numbers = range(1, max(requests.values()) + 1)
    plans = [Plan((mode,), at) for at in numbers] if alone else [Plan((mode,), 1, every=1)]
    steps = _live(tmp_path, plans, whole, look_again=not alone)
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
def test_every_request_fails_for_good(
    tmp_path: Path, alone: bool, plan: Plan, record_property: Record, whole: Whole
) -> None:
    """A request that goes on failing ends the run with its name; the next run goes on with the work.

    By default every tenth request of each run, with the modes in turn, until nothing is left to do; and
    every tenth write with its answers lost, the first of them the creation of the resource group.
    """
    numbers = range(plan.at, max(whole.requests.values()) + 1)
    plans = [
        replace(plan, modes=(mode,), at=at, every=0)
        for at, mode in zip(numbers, itertools.cycle(plan.modes), strict=False)
    ]
    steps = _live(tmp_path, plans if alone else [plan], whole, look_again=False)
    record_property(TOLD, _told("fails for good", whole.requests, steps))
    assert ("imported" if plan.writes else "repeated") in {step.end for step in steps}


@pytest.mark.parametrize(("operation", "at"), [("up", 5), ("up", 50), ("destroy", 10)])
def test_a_killed_run_is_finished_as_the_page_says(
    tmp_path: Path, operation: Literal["up", "destroy"], at: int, whole: Whole
) -> None:
    """Unlock, refresh, run again, import what a message names: then all is there once, or all is gone."""
    with _prepared(tmp_path, attached=False) as prod:  # the provider dies with its engine
        assert Lives(prod, whole).die(operation, at).end in ("repeated", "imported")


def _prepared(folder: Path, *, attached: bool = True) -> AbstractContextManager[Prod]:
    """A cloud and a provider that wait as little as they can."""
    return prepared(folder, operation_seconds=0.02, wait_scale=0.001, attached=attached)


def _live(folder: Path, plans: Iterable[Plan], whole: Whole, *, look_again: bool) -> list[Step]:
    """Live once for each plan, in one cloud."""
    with _prepared(folder) as prod:
        lives = Lives(prod, whole, look_again=look_again)
        return [step for plan in plans for step in lives.live(plan)]


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
