"""A running emulator and a plain client of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from doubles import launch
from doubles.session import Rehearsal
from tests.rehearsal.clouds import Ask, asker, register
from tests.rehearsal.prepared import prepared
from tests.rehearsal.prod import UP, Prod

EACH_ALONE = "--each-alone"
TOLD = "told at the end of the run"
"""The name of a test's property: whichever process ran the test, its text stands at the end of the run."""

_LONGEST = (
    "test_every_request_fails.py",
    "test_deploy_workflow.py",
    "test_commands.py",
    "test_prod_reached.py",
    "test_prod_database.py",
    "test_prod_life.py",
    "test_prod_secrets.py",
    "test_provider.py",
    "test_prod_destroyed.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The long way through the faults."""
    parser.addoption(
        EACH_ALONE, action="store_true", help="let each request fail in a run of its own; takes hours"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest modules first: started last, one of them would leave the other processes without work."""
    items.sort(key=lambda item: (*_LONGEST, item.path.name).index(item.path.name))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was counted."""
    reports = [report for found in terminalreporter.stats.values() for report in found]
    for report in reports:
        if isinstance(report, pytest.TestReport) and report.when == "call":
            for name, value in report.user_properties:
                if name == TOLD:
                    terminalreporter.write_line(str(value))


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """An emulator with an empty subscription."""
    running = launch.start(tmp_path_factory.mktemp("cloud"), operation_seconds=0.2)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prod]:
    """Prod, deployed."""
    with prepared(tmp_path_factory.mktemp("prod")) as stack:
        stack.workspace.run(*UP)
        yield stack


@pytest.fixture(scope="module")
def ask(cloud: Rehearsal) -> Ask:
    """A plain HTTP client of the module's emulator, whose subscription has registered its providers."""
    client = asker(cloud)
    register(client)
    return client
