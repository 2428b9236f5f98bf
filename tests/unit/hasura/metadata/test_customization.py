"""The names that a table's customization gives to its fields."""

from __future__ import annotations

from typing import Any

import pytest

from hasura.metadata import Table, read_metadata
from hasura.metadata.customization import field_names, is_shown, query_roots, root_names, select_root


def customized(table: Any, **configuration: Any) -> Table:
    """A tracked table with this configuration."""
    tables = [{"table": table, "configuration": configuration}]
    document = {"version": 3, "sources": [{"name": "default", "kind": "postgres", "tables": tables}]}
    return read_metadata(document).sources[0].tables[0]


@pytest.mark.parametrize(
    ("table", "configuration", "root", "aggregate"),
    [
        ("author", {}, "author", "author_aggregate"),
        ({"schema": "other", "name": "author"}, {}, "other_author", "other_author_aggregate"),
        ("author", {"custom_name": "Writer"}, "Writer", "Writer_aggregate"),
        (
            "author",
            {"custom_name": "Writer", "custom_root_fields": {"select": "writers"}},
            "writers",
            "Writer_aggregate",
        ),
        ("author", {"custom_root_fields": {"select": {"name": "writers"}}}, "writers", "author_aggregate"),
        (
            "author",
            {"custom_root_fields": {"select": {"comment": "x"}, "select_aggregate": "sum"}},
            "author",
            "sum",
        ),
        ("author", {"custom_root_fields": {"select": None}}, "author", "author_aggregate"),
    ],
)
def test_roots(table: Any, configuration: Any, root: str, aggregate: str) -> None:
    """A root field's own name goes before the table's own name, and that before the database's."""
    found = customized(table, **configuration)
    assert (select_root(found), query_roots(found)) == (root, (root, aggregate))


@pytest.mark.parametrize(
    ("table", "configuration", "shown"),
    [
        ("author", {}, True),
        ("the-author", {}, False),
        ({"schema": "my-schema", "name": "author"}, {}, False),
        ("the-author", {"custom_name": "author"}, True),
        ("the-author\n", {}, False),
    ],
)
def test_shown(table: Any, configuration: Any, *, shown: bool) -> None:
    """A table is shown by a name that GraphQL can have, whoever gives it."""
    assert is_shown(customized(table, **configuration)) is shown


def test_fields() -> None:
    """Columns have their names from either member; an entry that has none, or is none, gives none."""
    found = customized(
        "author",
        custom_column_names={"id": "key", "name": "old"},
        column_config={"name": {"custom_name": "fullName"}, "phone": {"comment": "x"}, "age": None, "x": 5},
    )
    assert field_names(found) == {"id": "key", "name": "fullName"}
    assert root_names(found) == {}
