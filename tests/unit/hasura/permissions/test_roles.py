"""What an inherited role has of its parents, and the cells that follow."""

from __future__ import annotations

from hasura.metadata import read_metadata
from hasura.permissions.matrix import Cell, Key, matrix
from tests.unit.hasura.permissions.shop import permission, shop


def cells(**more: object) -> dict[str, Cell]:
    """The cells of a table t with these permissions, by role and operation."""
    roles = more.pop("inherited_roles", [])
    table = {"table": "t", **more}
    document = {"version": 3, "sources": [{"name": "default", "tables": [table]}], "inherited_roles": roles}
    return {f"{cell.key.role} {cell.key.operation}": cell for cell in matrix(read_metadata(document))}


A_AND_B = [{"role_name": "both", "role_set": ["a", "b"]}]


def test_inherited_role_sees_what_any_parent_sees() -> None:
    """Columns and rows of all parents together; the larger limit; aggregates of one of them."""
    found = cells(
        inherited_roles=A_AND_B,
        select_permissions=[
            permission("a", columns=["id"], filter={"x": 1}, limit=5),
            permission("b", columns=["name"], filter={"y": 2}, limit=7, allow_aggregations=True),
        ],
    )["both select"]
    assert found.columns == ("id", "name")
    assert found.rows == "(x is 1) or (y is 2)"
    assert found.notes == ("at most 7 rows", "aggregates")
    assert found.inherited == ("a", "b")


def test_inherited_role_has_no_limit_where_one_parent_has_none() -> None:
    """The parent that may ask for everything decides, for rows, columns and limit."""
    found = cells(
        inherited_roles=A_AND_B,
        select_permissions=[
            permission("a", columns=["id"], filter={"x": 1}, limit=5),
            permission("b", columns="*", filter={}),
        ],
    )["both select"]
    assert (found.columns, found.rows, found.notes) == (None, "every row", ())


def test_write_is_inherited_where_the_parents_agree() -> None:
    """One parent alone, or parents that say the same, give the write; parents that differ give none."""
    rule = {"filter": {"x": 1}}
    assert "both delete" in cells(inherited_roles=A_AND_B, delete_permissions=[permission("a", **rule)])
    same = [permission("a", **rule), permission("b", **rule)]
    assert cells(inherited_roles=A_AND_B, delete_permissions=same)["both delete"].rows == "x is 1"
    differ = [permission("a", **rule), permission("b", filter={})]
    assert "both delete" not in cells(inherited_roles=A_AND_B, delete_permissions=differ)


def test_own_permission_goes_before_inherited_ones() -> None:
    """What an inherited role says itself is what it has."""
    own = [permission("a", filter={"x": 1}), permission("b", filter={}), permission("both", filter={"z": 3})]
    found = cells(inherited_roles=A_AND_B, delete_permissions=own)["both delete"]
    assert (found.rows, found.inherited) == ("z is 3", ())


def test_roles_inherit_over_several_steps_and_circles_end() -> None:
    """A parent that inherits hands on what it has; two roles that inherit from each other hang nobody up."""
    roles = [
        {"role_name": "top", "role_set": ["middle"]},
        {"role_name": "middle", "role_set": ["a", "top"]},
    ]
    found = cells(inherited_roles=roles, delete_permissions=[permission("a", filter={"x": 1})])
    assert {name: cell.inherited for name, cell in found.items()} == {
        "a delete": (),
        "middle delete": ("a",),
        "top delete": ("a",),
    }


def test_cells_are_in_order() -> None:
    """By source, table, role and operation: select, insert, update, delete."""
    keys = [cell.key for cell in matrix(shop())]
    assert [key.operation for key in keys if (key.table, key.role) == ("orders", "user")] == [
        "select",
        "insert",
        "update",
    ]
    places = [(key.source, key.table, key.role) for key in keys]
    assert places == sorted(places)
    assert str(Key("other", "t", "a", "select")) == "a select other: t"


def test_insert_that_names_no_columns_has_all() -> None:
    """To Hasura an insert without columns is one of every column; a select without them has none."""
    assert cells(insert_permissions=[permission("a", check={})])["a insert"].columns is None
    assert cells(select_permissions=[permission("a", filter={})])["a select"].columns == ()
