"""A body is judged by its shape, and everything wrong is said at once."""

from __future__ import annotations

from doubles.azure.shapes.scalar import Scalar
from doubles.azure.shapes.shape import Field, Many, Mapping, Record
from doubles.azure_native.body import to_body, to_outputs

INNER = Record("Inner", lambda: {"on": Field(Scalar("boolean")), "sizes": Field(Many(Scalar("integer")))})
OUTER = Record(
    "Outer",
    lambda: {
        "location": Field(Scalar("string"), required=True),
        "tags": Field(Mapping(Scalar("string"))),
        "properties": Field(INNER),
        "id": Field(Scalar("string"), read_only=True),
    },
)


def test_every_problem_has_its_place() -> None:
    """Missing, unknown and mistyped members are all reported."""
    body = {"on": True, "tags": {"a": 1}, "properties": {"on": "yes", "sizes": [1, True]}, "id": 5}
    assert {problem.where for problem in OUTER.problems(body, "$", partial=False)} == {
        "$.on",
        "$.tags.a",
        "$.properties.on",
        "$.properties.sizes[1]",
        "$.location",
    }


def test_a_patch_may_leave_things_out() -> None:
    """What PUT requires, PATCH does not."""
    assert list(OUTER.problems({}, "$", partial=True)) == []


def test_flat_inputs_find_their_level_and_come_back_flat() -> None:
    """The provider double puts each input where the model has it."""
    body = to_body({"location": "x", "on": True, "tags": {"a": "b"}}, OUTER)
    assert body == {"location": "x", "tags": {"a": "b"}, "properties": {"on": True}}
    assert to_outputs(body, keep_properties=False) == {"location": "x", "tags": {"a": "b"}, "on": True}
    assert to_outputs(body, keep_properties=True)["properties"] == {"on": True}
