"""`./herm project apply` stopped anywhere: the same command again ends whole, and nothing runs twice."""

from __future__ import annotations

import copy
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from cli.project.carry import carry_out
from cli.project.steps.migrate import Limits
from cli.project.work import opened, prepare
from delivery.sql.refusals import MARKER
from infra.problems import ProblemsError
from tests.unit.cli.project.conftest import WHOLE, is_whole, migration, tracked
from tests.unit.cli.project.server import Fault, How, Killed, Server
from tests.unit.cli.verbs import herm

INDEX = f"{MARKER}\nCREATE INDEX CONCURRENTLY i ON a (id);"
_FEW = 60
"""More requests than any run here has."""


def stopped_everywhere(server: Server, how: How, judge: Callable[[int], None]) -> None:
    """Run an apply once for each of its requests, of which that one goes wrong; each is judged."""
    fresh = copy.deepcopy(server.state())
    for number in range(_FEW):
        server.__dict__.update(copy.deepcopy(fresh))
        server.fault = Fault(number, how)
        try:
            code = herm("project", "apply").code
        except Killed:
            code = 1
        reached = number < len(server.requests)
        assert code == (1 if reached else 0), number
        server.fault = None
        judge(number)
        if not reached:
            return
    pytest.fail("the run has more requests than were tried")


def apply_and_answer(server: Server) -> None:
    """Apply again, and answer what is asked as a person would who looks at the database."""
    for _ in range(4):
        done = herm("project", "apply")
        if done.code == 0:
            return
        assert "was begun by a run that did not see its end" in done.err, done.err
        ran = {body.strip() for body in server.applied}
        for word in re.findall(r"it is done: \./herm project resolve (\S+) --applied --stack dev", done.err):
            is_done = any(f" {chr(96 + int(word[-1]))} " in body for body in ran) or (
                word == "default/4" and INDEX in ran
            )
            assert herm("project", "resolve", word, "--applied" if is_done else "--not-applied").code == 0
    pytest.fail("it does not end")


@pytest.mark.parametrize("how", get_args(How))
@pytest.mark.parametrize("new", [False, True], ids=["known source", "new source"])
def test_every_request_fails_once(server: Server, new: bool, how: How) -> None:
    """Whichever request fails, and however: metadata is the former or whole, and the next run converges."""
    if new:
        server.document["sources"] = []

    def judge(number: int) -> None:
        assert tracked(server) in ([], ["a", "b", "c"]), number
        assert herm("project", "apply").code == 0
        assert is_whole(server), number

    stopped_everywhere(server, how, judge)


@pytest.mark.parametrize("how", get_args(How))
@pytest.mark.parametrize("own", [True, False], ids=["own database", "another database"])
def test_nothing_without_a_transaction_runs_twice(folder: Path, server: Server, own: bool, how: How) -> None:
    """Where SQL and note are not one step, a run whose end nobody saw is asked for, and never run again."""
    migration(folder, "4_i", INDEX)
    server.own = own

    def judge(number: int) -> None:
        apply_and_answer(server)
        assert server.applied == [*WHOLE, INDEX], number
        assert server.versions() == [1, 2, 3, 4]

    stopped_everywhere(server, how, judge)


def begun(folder: Path, server: Server) -> None:
    """A migration that was begun by a run which was killed."""
    migration(folder, "4_i", INDEX)
    assert herm("project", "apply").code == 0
    server.cli_state["migrations"]["default"]["4"] = True


def test_what_is_begun_is_shown(folder: Path, server: Server) -> None:
    """Plan, status and verify tell it; nothing is sent, whatever else is due."""
    begun(folder, server)
    migration(folder, "5_d", "CREATE TABLE d (id int);")
    assert "  ! 4_i was begun, and whether it is done is not known" in herm("project", "plan").out
    assert "3 applied, 1 due, 1 begun and not noted" in herm("project", "status").out
    assert herm("project", "verify").code == 1
    sent = len(server.applied)
    assert "look: ./herm psql" in herm("project", "apply").err
    assert len(server.applied) == sent


def test_what_is_begun_and_still_runs(folder: Path, server: Server) -> None:
    """While the database is at it, neither apply nor a person's word changes anything."""
    begun(folder, server)
    server.at_it = True
    for words in (("apply",), ("resolve", "default/4", "--applied")):
        done = herm("project", *words)
        assert done.code == 1
        assert "the database is still at it" in done.err
        assert "./herm project status --stack dev" in done.err
    assert server.cli_state["migrations"]["default"]["4"] is True


def test_a_persons_word(folder: Path, server: Server) -> None:
    """What was applied by hand can be noted; what is applied is not taken back; a wrong name is told."""
    migration(folder, "4_i", INDEX)
    stack = ("--stack", "prod")
    assert herm("project", "resolve", "default/4_i", "--applied", *stack).code == 0
    assert server.versions() == [4]
    done = herm("project", "resolve", "default/4", "--not-applied", *stack)
    assert "is noted as applied" in done.err
    assert "./herm project status --stack prod" in done.err
    assert (
        "it has default/1, default/2, default/3, default/4"
        in herm("project", "resolve", "4", "--applied").err
    )
    assert herm("project", "resolve", "default/4").code == 2


@pytest.mark.parametrize(
    ("text", "noted"),
    [(INDEX, None), (f"{MARKER}\nCALL work();", True)],
    ids=["one statement", "a procedure that commits"],
)
def test_refused_without_a_transaction(folder: Path, server: Server, text: str, noted: Any) -> None:
    """What PostgreSQL refused is due again, unless it may have committed a part before."""
    migration(folder, "4_i", f"{text} -- FAIL 23505")
    done = herm("project", "apply")
    assert "is refused: it fails; a part of it may be applied" in done.err
    assert server.cli_state["migrations"]["default"].get("4") is noted


def test_hasura_runs_it_in_a_transaction(folder: Path, server: Server) -> None:
    """Some versions of Hasura know no other way: the message has the way by hand, which then is noted."""
    migration(folder, "4_i", f"{INDEX} -- FAIL 25001")
    done = herm("project", "apply")
    assert "then note it: ./herm project resolve default/4 --applied --stack dev" in done.err
    assert herm("project", "resolve", "default/4", "--applied").code == 0
    assert herm("project", "apply").code == 0
    assert tracked(server) == ["a", "b", "c"]


@pytest.mark.parametrize("how", ["in a transaction", "outside of one"])
def test_two_at_once(folder: Path, server: Server, how: str) -> None:
    """Two runs that planned the same apply each migration once between them, and both succeed or say why."""
    bodies = [*WHOLE]
    if how == "outside of one":
        migration(folder, "1_a", f"{MARKER}\n{WHOLE[0]}")
        bodies[0] = f"{MARKER}\n{WHOLE[0]}"
    planned = threading.Barrier(2, timeout=30)
    waiting = [2]

    def together(kind: str) -> None:
        if kind == "run_sql" and waiting[0]:
            waiting[0] -= 1
            server.lock.release()
            planned.wait()
            server.lock.acquire()

    server.before = together
    ends: list[str] = []

    def run() -> None:
        try:
            with opened("dev") as (found, api):
                carry_out(prepare(found, api), Limits())
            ends.append("done")
        except ProblemsError as error:
            ends.append(str(error))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "done" in ends
    assert all(end == "done" or "changed by somebody else" in end or "was begun" in end for end in ends)
    assert server.applied == bodies
    assert (server.versions(), tracked(server)) == ([1, 2, 3], ["a", "b", "c"])
