"""Which permissions need a column that SQL drops."""

from __future__ import annotations

from typing import Any

import pytest

from doubles.standin.metadata.checks.dependents import dependents, dropped
from doubles.standin.metadata.checks.renaming import Names
from hasura.metadata import QualifiedName, Source, read_metadata
from tests.unit.doubles.standin.memory import LIBRARY, relation, schema

AUTHOR = QualifiedName("public", "author")


def tracking(operation: str, permission: Any) -> Source:
    """Both tables, with one permission on the authors."""
    granted = {f"{operation}_permissions": [{"role": "user", "permission": permission}]}
    tables = [{"table": "author"} | granted, {"table": "article"}]
    return read_metadata({"sources": [{"name": "default", "tables": tables}]}).sources[0]


@pytest.mark.parametrize(
    ("operation", "permission", "needed"),
    [
        ("select", {"columns": "*", "filter": {}}, True),
        ("select", {"columns": ["name"], "filter": {}}, True),
        ("select", {"columns": ["id"], "filter": {}}, False),
        ("update", {"columns": "*", "filter": {}}, True),
        ("update", {"columns": [], "filter": {}, "set": {"name": "x"}}, True),
        ("update", {"columns": [], "filter": {}}, False),
        ("insert", {"columns": "*", "check": {}}, True),
        ("insert", {"check": {}}, True),
        ("insert", {"columns": ["id"], "check": {"name": {"_eq": "x"}}}, True),
        ("insert", {"columns": ["id"], "check": {}}, False),
        ("delete", {"filter": {}}, False),
    ],
)
def test_dropped_column(operation: str, permission: Any, needed: bool) -> None:
    """A column is needed by whoever names it, and by whoever names every column, as with Hasura."""
    source = tracking(operation, permission)
    after = schema(relation(1, "author", "id"), relation(2, "article", "id", "title", author_id="author"))
    gone = dropped(source, LIBRARY, after, Names({}, {}))
    assert gone.columns == {(AUTHOR, "name")}
    texts = [f'permission author.user.{operation} in source "default"'] if needed else []
    assert [found.text for found in dependents(source, LIBRARY, gone)] == texts


def test_renamed_column() -> None:
    """What has another name is not dropped, so that every column stays granted and nothing is needed."""
    source = tracking("select", {"columns": "*", "filter": {}})
    after = schema(
        relation(1, "author", "id", "full_name"), relation(2, "article", "id", "title", author_id="author")
    )
    names = Names({}, {(AUTHOR, "name"): "full_name"})
    assert dependents(source, LIBRARY, dropped(source, LIBRARY, after, names)) == []
