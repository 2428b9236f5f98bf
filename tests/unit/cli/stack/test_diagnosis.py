"""When a container is given up, and what its last words mean."""

from __future__ import annotations

from typing import Any

import pytest

from cli.docker import diagnosis
from infra.problems import ProblemsError

JWKS = "Fatal Error:- Error fetching JWK: https://id.acme.example/jwks: no route"


class World:
    """Containers as `docker inspect` describes them, by name, and their logs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.containers: dict[str, dict[str, Any]] = {}
        self.log = [JWKS]
        monkeypatch.setattr(diagnosis, "containers", lambda _: self.containers)
        monkeypatch.setattr(diagnosis, "_log", lambda _: self.log)
        monkeypatch.setattr(diagnosis, "_SECONDS_BETWEEN_LOOKS", 0.0)

    def have(
        self, health: str, *, identity: str = "1", status: str = "running", restarts: int = 0, code: int = 0
    ) -> None:
        """The container `a-hasura` is in this state."""
        state = {"Status": status, "Health": {"Status": health}, "ExitCode": code}
        self.containers["a-hasura"] = {"Id": identity, "RestartCount": restarts, "State": state}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """An empty Docker."""
    return World(monkeypatch)


def test_container_that_ends_again_and_again_is_given_up_with_its_meaning(world: World) -> None:
    """The second end is enough; Hasura's own words are explained where they are shown."""
    look = diagnosis.watch(["a-hasura"])
    look()
    world.have("starting", restarts=1)
    look()
    world.have("starting", restarts=2)
    with pytest.raises(ProblemsError) as caught:
        look()
    (problem,) = caught.value.problems
    assert problem.where == "container a-hasura"
    assert JWKS in problem.reason
    assert "nothing answered there" in problem.reason
    assert "docker logs a-hasura" in problem.remedy


def test_end_in_error_after_a_restart_is_the_last(world: World) -> None:
    """A container that is being restarted after an error for the second time is not waited for."""
    look = diagnosis.watch(["a-hasura"])
    world.have("starting", status="restarting", restarts=1, code=1)
    with pytest.raises(ProblemsError):
        look()


def test_one_that_gets_well_or_is_to_be_replaced_is_let_be(world: World) -> None:
    """Old restarts do not count, and the old container does not while its successor is awaited."""
    world.have("starting", restarts=7)
    look, look_for_new = diagnosis.watch(["a-hasura"]), diagnosis.watch(["a-hasura"], only_new=True)
    look()
    world.have("starting", restarts=9)
    look_for_new()
    world.have("healthy", restarts=9)
    look()
    world.have("starting", identity="2", restarts=2)
    with pytest.raises(ProblemsError):
        look_for_new()


def test_words_that_repeat_are_told_once(world: World) -> None:
    """A log of equal lines is one line."""
    world.log = ["same"] * 40
    world.have("unhealthy")
    (problem,) = diagnosis.sick_containers(["a-hasura", "a-postgres"])
    assert problem.reason == "is unhealthy; its log ends with:\nsame"
