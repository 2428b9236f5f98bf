"""`./herm up` interrupted, killed or started twice: the next or the other run ends in a healthy stack."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time

from tests.support.clones import Clone, masked

_PAGE = "The API is up"


def up_until(word: str, clone: Clone) -> subprocess.Popen[str]:
    """A run of `./herm up` that makes everything anew, as soon as it has said a word."""
    clone.herm("down")
    run = clone.popen("up")
    assert run.stdout is not None
    next(line for line in run.stdout if word in line)
    return run


def test_two_ups_at_once_end_in_one_stack(clone: Clone) -> None:
    """The second run waits, says so, and finds everything done."""
    clone.herm("down")
    runs = [clone.popen("up") for _ in range(2)]
    outputs = [run.communicate(timeout=300)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], outputs
    assert sum("waits for it" in output for output in outputs) == 1
    assert clone.herm("status").returncode == 0


def test_interrupted_up_says_how_to_go_on(clone: Clone) -> None:
    """Ctrl-C ends the run in order, with exit code 130, and the next run completes it."""
    run = up_until("herm-postgres", clone)
    os.killpg(run.pid, signal.SIGINT)
    output, _ = run.communicate(timeout=120)
    assert run.returncode == 130
    assert "run the same command again" in output
    clone.herm("up")


def killed(run: subprocess.Popen[str], known: set[str], pause: float) -> bool:
    """Kill a run once it has said two things that no run before it said; whether it came to that.

    Args:
        run: A run that was started.
        known: What runs have said; what this one says is put into it.
        pause: Seconds between its words and its end.
    """
    assert run.stdout is not None
    for line in map(masked, run.stdout):
        assert not re.match("(error|x) ", line), f"{line}{run.stdout.read()}"
        if _PAGE in line:
            return False
        if line not in known:
            known.add(line)
            if len(known) % 2 == 0:
                break
    else:
        return False
    # Lines come at the ends of things; the pauses put some kills into their middle.
    time.sleep(pause)
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    return True


def test_up_killed_at_any_step_converges(clone: Clone) -> None:
    """Wherever `./herm up` is killed, the next run goes on until it is killed itself; the last one ends well.

    Each run gets further than all before it, by two lines: the recovery's own lines count as well.
    """
    clone.sql("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 'here' AS word")
    clone.herm("down")
    known: set[str] = set()
    kills = 0
    while killed(run := clone.popen("up"), known, 0.3 * (kills % 5)):
        kills += 1
    run.communicate()
    assert run.returncode == 0
    assert clone.herm("status").returncode == 0
    assert clone.sql("SELECT word FROM kept") == "here"
    assert kills >= 10, "the output has become so short that this test proves little"


def test_herm_alone_killed_leaves_the_engine_to_finish(clone: Clone) -> None:
    """When only `./herm` dies, the next run waits for the engine that goes on, and all is well."""
    run = up_until("herm-network", clone)
    os.kill(run.pid, signal.SIGKILL)
    clone.herm("up")
    assert clone.herm("status").returncode == 0
