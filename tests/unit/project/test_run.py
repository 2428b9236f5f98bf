"""`./herm test`: what it runs, and the line at its end that other programs read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests import run

TESTS = """
import pytest

def test_rotated(): pass
def test_other(): assert False
@pytest.mark.skip(reason="nothing here")
def test_rotated_elsewhere(): pass
"""
OPTIONS = """
def pytest_addoption(parser):
    parser.addoption("--each-alone", action="store_true")
    parser.addoption("--hypothesis-profile")

def pytest_unconfigure(config):
    print("profile", config.getoption("--hypothesis-profile"))
"""


TURNS = {"unit": 1, "live": 2, "rehearsal": 2}


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Three stages in place of all, two of them at a time: each has three tests, in a folder of their own.

    Their pytest loads no plugin that it is not told to: hypothesis takes longer than all the rest. Its option
    stands there all the same, and what it was told is printed.
    """
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    (tmp_path / "conftest.py").write_text(OPTIONS, encoding="utf-8")
    (tmp_path / "test_it.py").write_text(TESTS, encoding="utf-8")
    command = ("pytest", "-q", "--rootdir", str(tmp_path), "-c", "/dev/null", str(tmp_path))
    shared = {"live": ("-p", "xdist", "-n", "2")}  # one stage in processes of its own
    stages = [run.Stage(name, (*command, *shared.get(name, ())), turn) for name, turn in TURNS.items()]
    monkeypatch.setattr(run, "STAGES", tuple(stages))


def _test(*arguments: str) -> Result:
    return CliRunner().invoke(run.test, list(arguments), standalone_mode=False)


@pytest.mark.usefixtures("stage")
def test_arguments() -> None:
    """Everything after -- goes to pytest, and only the chosen stages run."""
    for words in ("unit -- -k rotated", "rehearsal -- -k rotated --each-alone", "live -- -n 0 -k rotated -x"):
        done = _test("--only", *words.split())
        assert "profile None\n" in done.output
        assert done.output.splitlines()[-1] == "1 passed, 0 failed, 1 skipped"
        assert done.return_value == 0


@pytest.mark.usefixtures("stage")
def test_last_line_sums_up_all_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last line counts over all stages, and a failure is the exit code.

    Before it stand the slowest tests of all stages; what stages of one turn print is kept apart.
    """
    monkeypatch.setattr(run, "_SLOWEST", 5)
    done = _test()
    assert done.output.splitlines()[-1] == "3 passed, 3 failed, 3 skipped"
    assert done.return_value == 1
    output, _, slowest = done.output.partition("the slowest of 9 tests")
    stages = re.split(r"^(?:unit|live|rehearsal) ─+$", output, flags=re.MULTILINE)
    assert [stage.count("1 failed, 1 passed, 1 skipped") for stage in stages] == [0, 1, 1, 1]
    assert len(re.findall(r"^ +\d+\.\d s  test_it\.py::test_\w+$", slowest, re.MULTILINE)) == 5


@pytest.mark.usefixtures("stage")
def test_stage_without_tests_fails() -> None:
    """A stage in which no test ran proves nothing."""
    done = _test("--only", "unit", "--", "-k", "no_such_test")
    assert done.output.splitlines()[-1] == "0 passed, 1 failed, 0 skipped"
    assert done.return_value == 1


@pytest.mark.usefixtures("stage")
def test_fast_tries_few_examples() -> None:
    """Hypothesis is content with few in a quick run; what is given after -- comes later, and so counts."""
    for words, profile in (("", "few"), ("-- --hypothesis-profile default", "default")):
        assert f"profile {profile}\n" in _test("--fast", "--only", "unit", *words.split()).output
