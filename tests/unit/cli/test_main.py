"""The command line's entry: exit codes, and one message for whatever goes wrong."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import click
import pytest

from cli import main as entry
from cli.group import Verbs
from cli.paths import ROOT
from cli.verbs.table import VERBS
from infra.problems import Problem, ProblemsError


def verb_that_raises(error: BaseException) -> click.Command:
    """A verb that does nothing but fail."""

    @click.command()
    def fail() -> None:
        raise error

    return fail


def run(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    """Exit code of a run whose verb raises an error."""
    monkeypatch.setattr(Verbs, "get_command", lambda *_: verb_that_raises(error))
    return entry.main(["status"])


def test_every_verb_can_be_imported_and_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    """The table of verbs names commands that exist; each has a help text with an example."""
    for name in VERBS:
        assert entry.main([name, "--help"]) == 0
        assert "./herm" in capsys.readouterr().out, name


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """`./herm --version` prints the project's version on standard output."""
    assert entry.main(["--version"]) == 0
    assert re.fullmatch(r"herm \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_unknown_verb_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """A verb that does not exist ends with exit code 2 and names the nearest help."""
    assert entry.main(["upp"]) == 2
    assert "upp" in capsys.readouterr().err


def test_problems_are_printed_together(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every problem is printed with its remedy; the exit code is 1."""
    problems = [Problem("one", "is [wrong]", "fix it"), Problem("two", "too", "fix that")]
    assert run(monkeypatch, ProblemsError(problems)) == 1
    printed = capsys.readouterr().err
    assert "one: is [wrong]\n    fix it" in printed
    assert "two: too\n    fix that" in printed


@pytest.mark.parametrize("on_path", [False, True])
def test_remedy_with_pulumi_tells_how_to_have_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], on_path: bool
) -> None:
    """A command that the user's shell would not find is printed with the one that makes it found."""
    monkeypatch.setattr("cli.console.which", lambda _: "/bin/pulumi" if on_path else None)
    problem = Problem("herm:hasuraPort", "is 'x'", "pulumi config set herm:hasuraPort 8080 --stack dev")
    assert run(monkeypatch, ProblemsError([problem])) == 1
    assert ('eval "$(./herm shell)"' in capsys.readouterr().err) is not on_path


@pytest.mark.parametrize("change", ["herm:hasuraPort", "herm:hasuraPort=", "hasuraPort", "=3", "herm:nope=1"])
def test_setting_without_name_or_value_is_wrong_usage(
    change: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip in `./herm up --config` stores nothing: it is refused before anything runs."""
    monkeypatch.setattr("cli.up.whole.bring_up", lambda *_: pytest.fail("something ran"))
    assert entry.main(["up", "--config", change]) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/data/state"), "df -h"),
        (PermissionError(errno.EACCES, "Permission denied", f"{ROOT}/state"), "chown"),
        (PermissionError(errno.EACCES, "Permission denied", "/data/state"), "ls -ld /data/state"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", f"{ROOT}/a b"), f"mv '{ROOT}/a b'"),
        (FileExistsError(errno.EEXIST, "File exists", "/data/state"), "fix what the system says"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "docker"), "docker"),
    ],
)
def test_what_the_system_refuses_is_one_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: OSError, expected: str
) -> None:
    """A full disk, a missing permission or program is named with what fixes it, without a traceback."""
    assert run(monkeypatch, error) == 1
    printed = capsys.readouterr().err
    assert expected in printed
    assert "Traceback" not in printed


def test_interrupt_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C ends with exit code 130 and the promise that a second run goes on."""
    assert run(monkeypatch, KeyboardInterrupt()) == 130
    assert "run the same command again" in capsys.readouterr().err


def test_own_fault_is_logged_and_not_thrown_at_the_user(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """An error that nobody foresaw goes to a file; the user gets one line."""
    monkeypatch.setattr(entry, "PRIVATE", tmp_path)
    assert run(monkeypatch, ZeroDivisionError("x")) == 1
    printed = capsys.readouterr().err
    assert "Traceback" not in printed
    assert str(tmp_path / "fault.log") in printed
    assert "ZeroDivisionError" in (tmp_path / "fault.log").read_text(encoding="utf-8")


def test_long_work_refuses_what_it_could_not_end_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A number of runs that measures nothing, a file that could not be written: told before the work."""
    assert entry.main(["bench", "--runs", "0"]) == 2
    assert "--runs" in capsys.readouterr().err
    missing = tmp_path / "missing"
    assert entry.main(["rehearse", "--keep", "--env-file", str(missing / "azure.env")]) == 1
    assert f"mkdir -p {missing}" in capsys.readouterr().err
