"""The parts of a `pulumi up`, from the events of a made-up one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bench.split import BEFORE, REST, Event, median_split, parts

CONTAINER = "docker:index/container:Container"


def event(kind: str, seconds: float, op: str, resource: str, name: str = "herm") -> Event:
    """One event of the engine."""
    metadata: dict[str, Any] = {
        "op": op,
        "type": resource,
        "urn": f"urn:pulumi:dev::herm::{resource}::{name}",
    }
    return Event({kind: {"metadata": metadata}}, seconds)


def test_every_second_has_one_owner() -> None:
    """The time before the first resource, each container's, and the rest make the whole."""
    begins, ends = "resourcePreEvent", "resOutputsEvent"
    events = [
        event(begins, 0.5, "same", "pulumi:pulumi:Stack"),
        event(begins, 0.75, "same", "herm:index:DockerStack"),
        event(begins, 1.0, "delete-replaced", CONTAINER, "herm-hasura"),
        event(ends, 1.5, "delete-replaced", CONTAINER, "herm-hasura"),
        event(begins, 1.5, "create-replacement", CONTAINER, "herm-hasura"),
        event(begins, 1.6, "same", CONTAINER, "herm-postgres"),
        event(ends, 1.7, "same", CONTAINER, "herm-postgres"),
        Event({"diagnosticEvent": {}}, 1.8),
        event(ends, 4.5, "create-replacement", CONTAINER, "herm-hasura"),
    ]
    assert parts(events, 5.0) == pytest.approx(
        {
            BEFORE: 0.5,
            "herm-hasura stopped and removed": 0.5,
            "herm-hasura made anew until healthy": 3.0,
            REST: 1.0,
        }
    )


def test_median_is_taken_of_each_part() -> None:
    """One slow run does not decide."""
    assert median_split([{"a": 1.0}, {"a": 9.0}, {"a": 2.0}]) == {"a": 2.0}
