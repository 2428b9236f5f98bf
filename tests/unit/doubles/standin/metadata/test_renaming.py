"""New names of tables and columns, followed through every form in which metadata names them."""

from __future__ import annotations

import copy
from typing import Any

from doubles.standin.metadata.checks.renaming import Names, rename, renamed
from hasura.metadata import QualifiedName, read_metadata
from tests.unit.doubles.standin.memory import LIBRARY, relation, schema

AUTHOR, ARTICLE, WRITER = (QualifiedName("public", name) for name in ("author", "article", "writer"))
NAMES = Names(
    {AUTHOR: WRITER},
    {(AUTHOR, "name"): "full_name", (ARTICLE, "author_id"): "writer_id", (ARTICLE, "title"): "heading"},
)
NOW = {"name": "writer", "schema": "public"}


def changed(*tables: Any) -> Any:
    """The tables after the change."""
    document = copy.deepcopy({"sources": [{"name": "default", "tables": list(tables)}]})
    rename(read_metadata(document).sources[0], LIBRARY, NAMES)
    return document["sources"][0]["tables"]


def relationships(kind: str, *usings: Any) -> Any:
    """Relationships of these forms, by number."""
    return {f"{kind}_relationships": [{"name": f"r{n}", "using": using} for n, using in enumerate(usings)]}


def test_told_by_oid_and_number() -> None:
    """What has another name and the same oid or number was renamed; what was made anew was not."""
    after = schema(
        relation(1, "writer", "id", "full_name"), relation(9, "article", "id", "heading", author_id="writer")
    )
    document = {"sources": [{"name": "default", "tables": [{"table": "author"}, {"table": "article"}]}]}
    found = renamed(read_metadata(document).sources[0], LIBRARY, after)
    assert found == Names({AUTHOR: WRITER}, {(AUTHOR, "name"): "full_name"})


def test_relationships() -> None:
    """Every form of a relationship keeps its form and has the new names."""
    article = {
        "table": "article",
        **relationships(
            "object",
            {"foreign_key_constraint_on": "author_id"},
            {"foreign_key_constraint_on": ["author_id"]},
            {"manual_configuration": {"remote_table": "author", "column_mapping": {"title": "name"}}},
        ),
    }
    back = {"table": "article", "column": "author_id"}
    author = {
        "table": "author",
        **relationships(
            "array",
            {"foreign_key_constraint_on": back},
            {"foreign_key_constraint_on": {"table": "article", "columns": ["author_id"]}},
        ),
    }
    assert changed(article, author) == [
        {
            "table": "article",
            **relationships(
                "object",
                {"foreign_key_constraint_on": "writer_id"},
                {"foreign_key_constraint_on": ["writer_id"]},
                {"manual_configuration": {"remote_table": NOW, "column_mapping": {"heading": "full_name"}}},
            ),
        },
        {
            "table": NOW,
            **relationships(
                "array",
                {"foreign_key_constraint_on": {"table": "article", "column": "writer_id"}},
                {"foreign_key_constraint_on": {"table": "article", "columns": ["writer_id"]}},
            ),
        },
    ]


def test_permissions_and_configuration() -> None:
    """Columns, presets, rules through relationships and other tables, and what is configured of columns."""
    using = relationships("object", {"foreign_key_constraint_on": "author_id"})
    rule = {
        "_or": [
            {"title": {"_eq": "title"}},
            {"r0": {"name": {"_ne": "name"}}},
            {"_not": {"_exists": {"_table": "author", "_where": {"name": {}}}}},
        ]
    }
    permission = {"columns": ["id", "title"], "check": rule, "set": {"title": "title"}}
    configuration = {"column_config": {"title": {"custom_name": "title"}}}
    article = {"table": "article", **using, "configuration": configuration}
    [found] = changed(article | {"insert_permissions": [{"role": "user", "permission": permission}]})
    assert found["configuration"] == {"column_config": {"heading": {"custom_name": "title"}}}
    assert found["insert_permissions"][0]["permission"] == {
        "columns": ["id", "heading"],
        "check": {
            "_or": [
                {"heading": {"_eq": "title"}},
                {"r0": {"full_name": {"_ne": "name"}}},
                {"_not": {"_exists": {"_table": NOW, "_where": {"full_name": {}}}}},
            ]
        },
        "set": {"heading": "title"},
    }
