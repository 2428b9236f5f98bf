"""A server under hostile traffic: how its health and a user's query are answered meanwhile."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from tests.support.paths import ROOT

_PATIENCE = 120.0  # an answer that never comes is the failure, not a slow one on a machine with other work


@dataclass(frozen=True)
class Pressure:
    """What was measured during an attack; a question that is not answered raises.

    Attributes:
        health: Longest time of an answer of `/healthz`, in seconds.
        query: Longest time of an answer to a query.
    """

    health: float
    query: float


@contextmanager
def attacked(name: str, port: int) -> Iterator[None]:
    """While an attack of `tests.support.hostile` goes on."""
    command = [sys.executable, "-m", "tests.support.hostile", name, str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as attacker:
        try:
            assert attacker.stdout is not None
            assert attacker.stdout.readline() == "attacking\n"
            yield
            assert attacker.poll() is None, "the attack ended by itself"
        finally:
            attacker.kill()


def pressed(port: int, admin: dict[str, str], times: int) -> Pressure:
    """Ask health and a query several times, each over a new connection, as a new client does."""
    url = f"http://127.0.0.1:{port}"

    def health() -> None:
        answer = httpx.get(f"{url}/healthz", timeout=_PATIENCE)
        assert (answer.status_code, answer.text) == (200, "OK")

    def query() -> None:
        body = {"query": "{ __typename }"}
        answer = httpx.post(f"{url}/v1/graphql", json=body, headers=admin, timeout=_PATIENCE)
        assert answer.json() == {"data": {"__typename": "query_root"}}

    return Pressure(*(max(_seconds(ask) for _ in range(times)) for ask in (health, query)))


def _seconds(action: Callable[[], None]) -> float:
    started = time.monotonic()
    action()
    return time.monotonic() - started
