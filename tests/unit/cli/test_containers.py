"""What Docker is asked about a stack's things: once for all of a kind, and only its answer counts."""

from __future__ import annotations

import json
from subprocess import CompletedProcess
from typing import Any

import pytest

from cli.docker import containers as asked
from cli.docker.containers import container, containers
from cli.stack.state import Thing, gone


class Docker:
    """A double of the docker command: it tells what it knows, and fails where it is asked about more."""

    def __init__(self, **things: list[dict[str, str]]) -> None:
        self.things = things
        self.questions: list[tuple[str, ...]] = []

    def __call__(self, kind: str, _inspect: str, *names: str) -> CompletedProcess[str]:
        """`docker KIND inspect NAME...`: what is there is printed, whatever is not."""
        self.questions.append((kind, *names))
        known = {thing["Name"].removeprefix("/"): thing for thing in self.things.get(kind, [])}
        found: list[Any] = [known[name] for name in names if name in known]
        missing = len(found) < len(names)
        words = "Error: No such object" if missing else ""
        return CompletedProcess([], int(missing), json.dumps(found), words)


@pytest.fixture
def docker(monkeypatch: pytest.MonkeyPatch) -> Docker:
    """A Docker with one container, its network and its volume."""
    double = Docker(
        container=[{"Name": "/a-hasura", "Id": "1"}],
        network=[{"Name": "a", "Id": "2"}],
        volume=[{"Name": "a-data"}],
    )
    monkeypatch.setattr(asked, "attempt", double)
    return double


def test_all_containers_are_one_question(docker: Docker) -> None:
    """Those that are there are told by name, though Docker says that one of them is not."""
    assert containers(["a-postgres", "a-hasura"]) == {"a-hasura": {"Name": "/a-hasura", "Id": "1"}}
    assert docker.questions == [("container", "a-postgres", "a-hasura")]
    assert container("a-postgres") is None


def test_no_name_is_no_question(docker: Docker) -> None:
    """`docker inspect` without a name is an error."""
    assert containers([]) == {}
    assert docker.questions == []


def test_what_is_gone_is_found_with_a_question_for_each_kind(docker: Docker) -> None:
    """Another thing of the same name is not the one that the state knows."""
    there = (Thing("container", "a-hasura", "1"), Thing("volume", "a-data", "a-data"))
    missing = (Thing("container", "a-postgres", "3"), Thing("network", "a", "of another one"))
    assert gone([*there, *missing]) == missing
    assert docker.questions == [
        ("container", "a-hasura", "a-postgres"),
        ("network", "a"),
        ("volume", "a-data"),
    ]


def test_a_docker_that_does_not_answer_has_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It prints no list at all then."""
    monkeypatch.setattr(asked, "attempt", lambda *_: CompletedProcess([], 1, "", "Cannot connect"))
    assert containers(["a-hasura"]) == {}
