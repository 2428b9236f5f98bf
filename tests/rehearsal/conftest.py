"""A running emulator and a plain client of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from doubles import launch
from doubles.session import Rehearsal
from tests.rehearsal.clouds import Ask, asker, register

EACH_ALONE = "--each-alone"
REPORT = pytest.StashKey[list[str]]()
"""Lines that are told at the end of the run."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The long way through the faults."""
    parser.addoption(
        EACH_ALONE, action="store_true", help="let each request fail in a run of its own; takes hours"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Nothing to tell yet."""
    config.stash[REPORT] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell what was counted."""
    for line in config.stash[REPORT]:
        terminalreporter.write_line(line)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """An emulator with an empty subscription."""
    running = launch.start(tmp_path_factory.mktemp("cloud"), operation_seconds=0.2)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def ask(cloud: Rehearsal) -> Ask:
    """A plain HTTP client of the module's emulator, whose subscription has registered its providers."""
    client = asker(cloud)
    register(client)
    return client
