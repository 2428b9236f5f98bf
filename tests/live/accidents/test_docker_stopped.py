"""Docker stopped under a running stack: herm says so, starts it again where it may, and nothing is lost."""

from __future__ import annotations

import pytest

from tests.support.bystander import Bystander
from tests.support.clones import Clone
from tests.support.own_engine import OwnEngine

pytestmark = pytest.mark.needs_root


def test_up_starts_docker_again_and_finds_everything(
    clone_on_own_engine: Clone, own_engine: OwnEngine, bystander: Bystander
) -> None:
    """`./herm status` tells that Docker is not running, and `./herm up` brings all back with its data.

    The engine that is killed is the test's own: the machine's goes on, with the same process and containers.
    """
    clone = clone_on_own_engine
    clone.sql("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('here')")
    before = bystander.facts()
    own_engine.kill()
    status = clone.herm("status", check=False)
    assert status.returncode == 1
    assert "not running: ./herm up" in status.stdout
    clone.herm("up")
    assert clone.sql("SELECT word FROM kept") == "here"
    assert clone.herm("status").returncode == 0
    assert bystander.facts() == before


def test_own_engine_knows_nothing_of_the_machines(own_engine: OwnEngine, bystander: Bystander) -> None:
    """What a test does to its own engine cannot reach a container, volume or network of somebody else's."""
    for listed in (("ps", "--all"), ("volume", "ls"), ("network", "ls")):
        assert bystander.name not in own_engine.docker(*listed)
