"""The stand-in under hostile traffic: what others wait meanwhile, and what memory it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from machine.report import Report
from tests.live.containers import Sandbox, health, peak_mebibytes, wait_until
from tests.support.hostile import ADMIN, ATTACKS
from tests.support.pressure import Pressure, attacked, pressed

_NOTHING = "nothing"


@dataclass(frozen=True)
class Attacked:
    """One attack on a server of its own: the answers to others, and the server's peak of memory."""

    name: str
    pressure: Pressure
    mebibytes: int


def measure_attacks(runs: int, report: Report) -> list[Attacked]:
    """Every attack, and a server that nobody attacks, for comparison."""
    room = Sandbox()
    try:
        room.healthy_stack()
        return list(_measure(room, runs, report))
    finally:
        room.remove()


def _measure(room: Sandbox, runs: int, report: Report) -> Iterator[Attacked]:
    credentials = dict([ADMIN.split(": ")])
    for name in (_NOTHING, *ATTACKS):
        report(name)
        container, url = room.hasura()
        wait_until(lambda url=url: health(url) == 200)  # type: ignore[misc]
        port = int(url.rpartition(":")[2])
        if name == _NOTHING:
            pressure = pressed(port, credentials, runs)
        else:
            with attacked(name, port):
                pressure = pressed(port, credentials, runs)
        yield Attacked(name, pressure, peak_mebibytes(container))
