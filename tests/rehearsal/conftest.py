"""A running emulator and a plain client of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import rehearsal
from rehearsal import Rehearsal
from tests.rehearsal.clouds import Ask, asker


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """An emulator with an empty subscription."""
    running = rehearsal.start(tmp_path_factory.mktemp("cloud"), operation_seconds=0.2)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def ask(cloud: Rehearsal) -> Ask:
    """A plain HTTP client of the module's emulator."""
    return asker(cloud)
