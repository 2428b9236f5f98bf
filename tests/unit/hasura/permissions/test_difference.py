"""What differs between two versions of metadata."""

from __future__ import annotations

from hasura.permissions.difference import difference
from tests.unit.hasura.permissions.shop import changed_shop, shop


def told() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Kind and details of each change of the shop."""
    return {str(one.key): (one.kind, one.details) for one in difference(shop(), changed_shop())}


def test_changes() -> None:
    """Rights that came, went and changed, each with what differs."""
    changes = told()
    assert changes["anonymous update orders"] == ("removed", ())
    assert changes["user delete orders"] == ("added", ())
    assert changes["user select orders"] == (
        "changed",
        (
            "columns: + note",
            "columns: - total, user_id",
            "rows: user_id is the session's x-hasura-user-id -> every row",
            "- at most 100 rows",
        ),
    )
    assert changes["user select stock.items"] == ("changed", ("columns: id -> every column",))


def test_what_an_inherited_role_gets_is_told_too() -> None:
    """A parent's wider right is a wider right of everybody who inherits it."""
    assert told()["manager select stock.items"] == ("changed", ("columns: id, price -> every column",))
    assert told()["manager delete orders"] == ("removed", ())


def test_comments_and_order_are_no_difference() -> None:
    """What decides nothing is not told, and nothing differs from itself."""
    assert "clerk select orders" not in told()
    assert difference(shop(), shop()) == ()


def test_other_way_round() -> None:
    """What was added is removed the other way, for the same cells."""
    there = {one.key: one.kind for one in difference(shop(), changed_shop())}
    back = {one.key: one.kind for one in difference(changed_shop(), shop())}
    swapped = {"added": "removed", "removed": "added", "changed": "changed"}
    assert back == {key: swapped[kind] for key, kind in there.items()}
