"""A request that takes long says that it goes on, and ends on the server when it is interrupted."""

from __future__ import annotations

import threading

import pytest

from cli.project.steps.progress import with_progress


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_FIRST", "_NEXT"):
        monkeypatch.setattr(f"cli.project.steps.progress.{name}", 0.01)


def test_it_says_that_it_goes_on() -> None:
    """Every so often the report has what runs, and for how long; the result is the call's."""
    goes_on = threading.Event()
    said: list[str] = []

    def report(line: str) -> None:
        said.append(line)
        goes_on.set()

    assert with_progress(goes_on.wait, report, "1_a runs", lambda: None) is True
    assert said[0] == "1_a runs, for 0 seconds"


def test_what_it_raises() -> None:
    """An error of the call is raised where it was made."""

    def fails() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        with_progress(fails, lambda _: None, "it", lambda: None)


def test_interrupted() -> None:
    """Ctrl-C ends the call on the server, and does not wait for it here."""
    never, canceled = threading.Event(), threading.Event()

    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        with_progress(never.wait, interrupt, "it", canceled.set)
    assert canceled.is_set()
    never.set()
