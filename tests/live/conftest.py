"""Fixtures of the live tests: real engine, real Docker, a clone that is up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.config.schema import schema
from machine import query_engine
from machine.docker.engine import ensure_docker
from machine.images import Chosen, Wanted, ensure_images
from tests.live.containers import Sandbox
from tests.live.stand_in.tables import SECRETS, Tables
from tests.support.bystander import Bystander
from tests.support.clones import Clone
from tests.support.missing import lacking
from tests.support.own_engine import NoNamespacesError, OwnEngine


@pytest.fixture(scope="session")
def images() -> Chosen:
    """The default images, in an engine that runs: a fresh machine has neither."""
    ensure_docker(print)
    names = ("hasuraImage", "postgresImage")
    hasura, postgres = (str(schema()[name].default) for name in names)
    return ensure_images(Wanted(hasura, postgres), print)


@pytest.fixture(scope="session", autouse=True)
def bystander(images: Chosen) -> Iterator[Bystander]:
    """What somebody else runs on this machine; whatever the tests do, it is the same at their end."""
    other = Bystander(images.postgres)
    try:
        before = other.facts()
        yield other
        assert other.facts() == before, "the tests touched what they did not make"
    finally:
        other.remove()


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Clone, str]]:
    """A clone right after its first `./herm up`, and what that printed.

    Its Python environment is made by `./herm` for the first clone of a machine, and copied for the others.
    """
    clone = Clone(tmp_path_factory.mktemp("clone"), ready=True)
    try:
        done = clone.herm("up", *clone.own_settings)
        yield clone, done.stderr
    finally:
        clone.remove()


@pytest.fixture
def clone(fresh: tuple[Clone, str]) -> Clone:
    """The session's clone, up and healthy whatever the test before did to it."""
    clone, _ = fresh
    if not clone.is_well() and clone.herm("status", check=False).returncode != 0:
        clone.herm("up")
    return clone


@pytest.fixture(scope="session")
def own_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnEngine]:
    """A Docker engine that a test may stop, empty and break; mark such a test with `needs_root`."""
    folder = tmp_path_factory.mktemp("engine")
    try:
        engine = OwnEngine(folder)
    except NoNamespacesError as reason:
        lacking(
            f"this machine lets nobody make namespaces, and a Docker engine of one's own needs them: {reason}"
        )
    try:
        yield engine
    finally:
        engine.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def clone_on_own_engine(images: Chosen, own_engine: OwnEngine, tmp_path: Path) -> Iterator[Clone]:
    """A clone that is up on an engine that a test may stop, empty and break; mark: `needs_root`."""
    clone = Clone(tmp_path / "clone", ready=True)  # to make its environment would take a network
    clone.prefix = own_engine.prefix(clone.folder)
    names = {"hasuraImage": own_engine.load(images.hasura), "postgresImage": own_engine.load(images.postgres)}
    settings = [option for name, image in names.items() for option in ("--config", f"herm:{name}={image}")]
    try:
        clone.herm("up", *clone.own_settings, *settings)
        yield clone
    finally:
        own_engine.start()
        clone.remove()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Room for the containers of one test."""
    room = Sandbox()
    yield room
    room.remove()


@pytest.fixture(scope="session")
def tables() -> Iterator[Tables]:
    """Two tables behind a stand-in that answers queries, for all tests of them; mark: `needs_root`."""
    room = Sandbox()
    try:
        found = Tables(room, *room.healthy_stack(**SECRETS))
        if query_engine.find() is None:
            lacking(f"the query engine could not be built: {query_engine.hindrance()}")
        found.make()
        yield found
    finally:
        room.remove()
