"""The stand-in as its image runs it, under traffic that means it harm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live.containers import Sandbox, docker, peak_mebibytes
from tests.support.hostile import ADMIN, ATTACKS
from tests.support.pressure import attacked, pressed

pytestmark = pytest.mark.needs_root

CREDENTIALS = dict([ADMIN.split(": ")])
# Twice what the worst of the attacks takes; without limits a single one takes gigabytes.
MOST_MEBIBYTES = 512


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, int]]:
    """One server for all attacks, as a user has: its container and its port."""
    room = Sandbox()
    try:
        _, hasura, url = room.healthy_stack(ENABLED_LOG_TYPES="startup,http-log")
        yield hasura, int(url.rpartition(":")[2])
    finally:
        room.remove()


@pytest.mark.parametrize("attack", ATTACKS)
def test_others_are_answered(server: tuple[str, int], attack: str) -> None:
    """Health and a user's query are answered while an attack goes on, and memory stays within bounds."""
    container, port = server
    with attacked(attack, port):
        pressed(port, CREDENTIALS, times=2)
    assert peak_mebibytes(container) < MOST_MEBIBYTES
    assert pressed(port, CREDENTIALS, times=1)  # and afterwards


def test_it_never_ended(server: tuple[str, int]) -> None:
    """After all attacks it is still the process that started, and no fault of its own is in its log."""
    container, _ = server
    assert docker("inspect", "--format", "{{.RestartCount}} {{.State.Running}}", container) == "0 true"
    assert "Traceback" not in docker("logs", container)
