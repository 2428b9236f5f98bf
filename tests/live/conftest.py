"""Fixtures of the live tests: real engine, real Docker, a clone that is up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from machine.docker.engine import ensure_docker
from tests.support.clones import Clone


@pytest.fixture(scope="session", autouse=True)
def docker_engine() -> None:
    """A Docker engine that runs, started as `./herm up` starts it: a fresh machine may have none."""
    ensure_docker(print)


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Clone, str]]:
    """A clone right after its first `./herm up`, and what that printed."""
    clone = Clone(tmp_path_factory.mktemp("clone"))
    try:
        done = clone.herm("up", *clone.own_settings)
        yield clone, done.stderr
    finally:
        clone.remove()


@pytest.fixture
def clone(fresh: tuple[Clone, str]) -> Clone:
    """The session's clone, up and healthy whatever the test before did to it."""
    clone, _ = fresh
    if clone.herm("status", check=False).returncode != 0:
        clone.herm("up")
    return clone
