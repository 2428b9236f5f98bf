"""`./herm test`: what it runs, and the line at its end that other programs read."""

from __future__ import annotations

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


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One stage in place of all: three tests in a folder of their own."""
    (tmp_path / "conftest.py").write_text(
        "def pytest_addoption(parser): parser.addoption('--each-alone', action='store_true')\n",
        encoding="utf-8",
    )
    (tmp_path / "test_it.py").write_text(TESTS, encoding="utf-8")
    command = ("pytest", "-q", "--rootdir", str(tmp_path), "-c", "/dev/null", str(tmp_path))
    monkeypatch.setattr(
        run, "STAGES", tuple(run.Stage(name, command) for name in ("unit", "live", "rehearsal"))
    )


def _test(*arguments: str) -> Result:
    return CliRunner().invoke(run.test, list(arguments), standalone_mode=False)


@pytest.mark.usefixtures("stage")
def test_arguments() -> None:
    """Everything after -- goes to pytest, and only the chosen stages run."""
    for words in ("--only live -- -k rotated", "--only rehearsal -- -k rotated --each-alone"):
        done = _test(*words.split())
        assert done.output.splitlines()[-1] == "1 passed, 0 failed, 1 skipped"
        assert done.return_value == 0


@pytest.mark.usefixtures("stage")
def test_last_line_sums_up_all_stages() -> None:
    """The last line counts over all stages, and a failure is the exit code."""
    done = _test()
    assert done.output.splitlines()[-1] == "3 passed, 3 failed, 3 skipped"
    assert done.return_value == 1


@pytest.mark.usefixtures("stage")
def test_stage_without_tests_fails() -> None:
    """A stage in which no test ran proves nothing."""
    done = _test("--only", "unit", "--", "-k", "no_such_test")
    assert done.output.splitlines()[-1] == "0 passed, 1 failed, 0 skipped"
    assert done.return_value == 1
