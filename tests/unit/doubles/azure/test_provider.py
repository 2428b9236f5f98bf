"""The double's values survive the protocol, and its differences mean what azure-native's mean."""

from __future__ import annotations

from pulumi.runtime.proto import provider_pb2

from doubles.azure_native.body import with_drift
from doubles.azure_native.catalogue import KINDS
from doubles.azure_native.difference import difference
from doubles.azure_native.wire import UNKNOWN, has_unknown, read, write

APP = KINDS["web:WebApp"]
HERE = {"resourceGroupName": "herm", "name": "hermapi", "location": "westeurope"}


def test_marks_survive_the_way_through_the_protocol() -> None:
    """What is not known comes back as such; whole numbers come back whole."""
    values = {"a": "s", "b": UNKNOWN, "c": [1, 1.5, True], "d": {"e": UNKNOWN}}
    back = read(write(values))
    assert back["a"] == "s"
    assert has_unknown(back["b"])
    assert back["c"] == [1, 1.5, True]
    assert isinstance(back["c"][0], int)
    assert has_unknown(back["d"])


def test_a_change_updates_and_another_place_replaces() -> None:
    """A property is updated in place; a name or a location makes a new resource."""
    same = difference(APP, HERE, {**HERE, "location": "West Europe"})
    assert list(same.replaces) == []
    changed = difference(APP, HERE, {**HERE, "httpsOnly": True})
    assert (changed.changes, list(changed.replaces)) == (provider_pb2.DiffResponse.DIFF_SOME, [])
    moved = difference(APP, HERE, {**HERE, "location": "northeurope"})
    assert (list(moved.replaces), moved.deleteBeforeReplace) == (["location"], True)
    renamed = difference(APP, HERE, {**HERE, "name": "other"})
    assert (list(renamed.replaces), renamed.deleteBeforeReplace) == (["name"], False)
    assert difference(APP, HERE, dict(HERE)).changes == provider_pb2.DiffResponse.DIFF_NONE


def test_drift_takes_over_what_changed_and_nothing_else() -> None:
    """A refresh changes inputs where Azure changed, keeps what it never tells, sees added settings."""
    inputs = {"A": "1", "B": "2", "masked": "x"}
    seen = with_drift(inputs, {"A": "1", "B": "2"}, {"A": "9", "C": "new"}, open_map=True)
    assert seen == {"A": "9", "masked": "x", "C": "new"}
    assert with_drift(inputs, {"A": "1"}, {"A": "1"}) is inputs
