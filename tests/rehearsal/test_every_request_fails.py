"""Every request of prod's life fails, in each way: nothing is lost or doubled, and the next run converges.

By default several requests fail in one life, so that each fails once within minutes. To let each fail in a
life of its own: `./herm test --only rehearsal -- -k every_request --each-alone`.
"""

from __future__ import annotations

import itertools
import queue
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

import pytest

from doubles.azure.gate import MODES
from tests.rehearsal.conftest import EACH_ALONE, TOLD
from tests.rehearsal.lives import Lives, Plan, Step, Whole
from tests.rehearsal.prod import Prod, prepared

_WORKERS = 2
_APART = 2
"""How many requests lie between two that fail in the same life."""

_HOURS = 3 * 3600
_TRIES = 4
"""azure-native tries a request four times; one that fails as often fails the run."""


Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """What a life without faults makes: its requests, and what is there after each operation."""
    with _prepared(tmp_path_factory.mktemp("first")) as prod:
        return Lives(prod).learn()


@pytest.mark.timeout(_HOURS)
def test_every_request_fails_once(
    tmp_path: Path, pytestconfig: pytest.Config, record_property: Record, whole: Whole
) -> None:
    """A request that fails is made again: each run succeeds, writes what it should, and the last nothing."""
    requests = whole.requests
    alone = pytestconfig.getoption(EACH_ALONE, default=False)
    numbers = range(1, max(requests.values()) + 1 if alone else _APART + 1)
    plans = [Plan(mode, at, 0 if alone else _APART) for mode in MODES for at in numbers]
    steps = _live(tmp_path, plans, whole, look_again=not alone)
    record_property(TOLD, _told("fails once", requests, steps))
    assert {step.end for step in steps} == {"retried"}
    for operation, mode in itertools.product(requests, MODES):
        failed = sum(s.failed for s in steps if (s.operation, s.plan.mode) == (operation, mode))
        assert failed >= requests[operation] * 0.9, f"{operation}, {mode}: {failed} of {requests[operation]}"


@pytest.mark.timeout(_HOURS)
def test_every_request_fails_for_good(
    tmp_path: Path, pytestconfig: pytest.Config, record_property: Record, whole: Whole
) -> None:
    """A request that goes on failing ends the run with its name; the next run finishes the work.

    By default every tenth request, with the modes in turn, and every tenth write with its answers lost, the
    first of them the creation of the resource group.
    """
    requests = whole.requests
    apart = 1 if pytestconfig.getoption(EACH_ALONE, default=False) else 10
    numbers = range(1, max(requests.values()) + 1, apart)
    plans = [Plan(mode, at, times=_TRIES) for at, mode in zip(numbers, itertools.cycle(MODES), strict=False)]
    plans += [Plan("lost", at, times=_TRIES, writes=True) for at in range(2, 30, apart)]
    steps = _live(tmp_path, plans, whole, look_again=False)
    record_property(TOLD, _told("fails for good", requests, steps))
    assert {"repeated", "imported"} <= {step.end for step in steps}


@pytest.mark.parametrize(("operation", "at"), [("up", 5), ("up", 50), ("destroy", 10)])
def test_a_killed_run_is_finished_as_the_page_says(
    tmp_path: Path, operation: Literal["up", "destroy"], at: int, whole: Whole
) -> None:
    """Unlock, refresh, run again, import what a message names: then all is there once, or all is gone."""
    with _prepared(tmp_path) as prod:
        assert Lives(prod, whole).die(operation, at).end in ("repeated", "imported")


def _prepared(folder: Path) -> AbstractContextManager[Prod]:
    """A cloud and a provider that wait as little as they can."""
    return prepared(folder, operation_seconds=0.02, wait_scale=0.001)


def _live(folder: Path, plans: Iterable[Plan], whole: Whole, *, look_again: bool) -> list[Step]:
    """Live once for each plan, some at a time in clouds of their own; every plan is tried, whatever fails."""
    waiting: queue.SimpleQueue[Plan] = queue.SimpleQueue()
    for plan in plans:
        waiting.put(plan)
    steps: list[Step] = []
    problems: list[str] = []

    def work(number: int) -> None:
        for cloud in itertools.count():
            if waiting.empty():
                return
            with _prepared(folder / f"{number}-{cloud}") as prod:
                lives = Lives(prod, whole, look_again=look_again)
                try:
                    while True:
                        plan = waiting.get_nowait()
                        steps.extend(lives.live(plan))
                except queue.Empty:
                    return
                except Exception as problem:  # noqa: BLE001 - told below, with the others
                    problems.append(f"{plan}: {problem}")

    with ThreadPoolExecutor(_WORKERS) as workers:
        list(workers.map(work, range(_WORKERS)))
    assert not problems, "\n\n".join([f"{len(problems)} lives went wrong", *problems])
    return steps


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
