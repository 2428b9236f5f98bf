"""What metadata says, and what Hasura says of metadata that it cannot read."""

from __future__ import annotations

from typing import Any

import pytest

from hasura.metadata import ForeignKey, Manual, MetadataError, QualifiedName, read_metadata, unserved

METADATA: dict[str, Any] = {
    "version": 3,
    "sources": [
        {
            "name": "default",
            "kind": "postgres",
            "tables": [
                {
                    "table": "author",
                    "array_relationships": [
                        {
                            "name": "articles",
                            "using": {
                                "foreign_key_constraint_on": {
                                    "column": "author_id",
                                    "table": {"schema": "sales", "name": "article"},
                                }
                            },
                        }
                    ],
                    "event_triggers": [{"name": "greet"}],
                },
                {
                    "table": {"schema": "sales", "name": "article"},
                    "object_relationships": [
                        {"name": "author", "using": {"foreign_key_constraint_on": "author_id"}},
                        {"name": "pair", "using": {"foreign_key_constraint_on": ["a", "b"]}},
                        {
                            "name": "twin",
                            "using": {
                                "manual_configuration": {
                                    "remote_table": "author",
                                    "column_mapping": {"author_id": "id"},
                                }
                            },
                        },
                    ],
                    "select_permissions": [
                        {"role": "user", "permission": {"columns": "*", "filter": {}}},
                        {"role": "anonymous", "permission": {"columns": ["id"], "filter": {"open": True}}},
                    ],
                    "insert_permissions": [
                        {"role": "user", "permission": {"columns": ["title"], "check": {}}},
                    ],
                },
            ],
            "functions": [{"function": "search", "permissions": [{"role": "searcher"}]}],
        },
        {"name": "other", "kind": "mssql", "tables": []},
    ],
    "actions": [{"name": "pay"}],
    "rest_endpoints": [],
    "api_limits": {"disabled": False},
    "future": {"kept": True},
}


def test_names() -> None:
    """Both spellings of a table's name are read; the text of a name is Hasura's."""
    names = [table.name for _, table in read_metadata(METADATA).tables()]
    assert names == [QualifiedName("public", "author"), QualifiedName("sales", "article")]
    assert [str(name) for name in names] == ["author", "sales.article"]


def test_relationships() -> None:
    """Every form of a relationship: own key, several columns, the other table's key, and columns by hand."""
    (_, author), (_, article) = read_metadata(METADATA).tables()
    assert author.relationships[0].kind == "array"
    assert author.relationships[0].using == ForeignKey(("author_id",), QualifiedName("sales", "article"))
    assert [relationship.using for relationship in article.relationships] == [
        ForeignKey(("author_id",)),
        ForeignKey(("a", "b")),
        Manual(QualifiedName("public", "author"), {"author_id": "id"}),
    ]


def test_permissions() -> None:
    """Permissions by role and operation; `"*"` is told apart from any list of columns."""
    _, (_, article) = read_metadata(METADATA).tables()
    everything, some = article.permission("user", "select"), article.permission("anonymous", "select")
    assert everything is not None
    assert everything.columns is None
    assert some is not None
    assert (some.columns, some.filter, some.check) == (("id",), {"open": True}, None)
    assert article.permission("user", "delete") is None


def test_roles() -> None:
    """The roles are those of tables and of functions."""
    assert read_metadata(METADATA).roles() == ("anonymous", "searcher", "user")


def test_nothing_is_lost() -> None:
    """What is not read is kept as it came."""
    assert read_metadata(METADATA).definition == METADATA


def test_unserved() -> None:
    """What only Hasura serves is named with its kind and place; an empty list is nothing."""
    named = [str(entry) for entry in unserved(read_metadata(METADATA))]
    assert named == [
        "action pay",
        "API limits",
        "event trigger greet (author)",
        "source of kind mssql other",
    ]


def test_empty() -> None:
    """Metadata without a source is metadata."""
    assert read_metadata({}).sources == ()


def _source(**members: Any) -> dict[str, Any]:
    return {"version": 3, "sources": [{"name": "default", "kind": "postgres", **members}]}


def _table(**members: Any) -> dict[str, Any]:
    return _source(tables=[{"table": "author", **members}])


@pytest.mark.parametrize(
    ("document", "path", "message"),
    [
        ([], "", "expected Object, but encountered Array"),
        ({"version": 2}, "", "unexpected metadata version: 2"),
        ({"sources": {}}, ".sources", "expected Array, but encountered Object"),
        ({"sources": [{}]}, ".sources[0]", 'key "name" not found'),
        (_source(tables=[{}]), ".sources[0].tables[0]", 'key "table" not found'),
        (_source(tables=[{"table": 1}]), ".sources[0].tables[0].table", "expected Object, but encountered"),
        (_source(tables=[{"table": "a"}] * 2), ".sources[0].tables[1]", "multiple declarations"),
        (
            _table(object_relationships=[{"name": "x", "using": {}}]),
            ".sources[0].tables[0].object_relationships[0].using",
            "exactly one of",
        ),
        (
            _table(select_permissions=[{"role": "user", "permission": {"columns": []}}]),
            ".sources[0].tables[0].select_permissions[0].permission",
            'key "filter" not found',
        ),
        (
            _table(select_permissions=[{"role": "user", "permission": {"filter": []}}]),
            ".sources[0].tables[0].select_permissions[0].permission.filter",
            "expected Object, but encountered Array",
        ),
        (
            _table(select_permissions=[{"role": "user", "permission": {"filter": {}, "columns": 1}}]),
            ".sources[0].tables[0].select_permissions[0].permission.columns",
            "encountered Number",
        ),
    ],
)
def test_not_metadata(document: Any, path: str, message: str) -> None:
    """What is not metadata is refused with the place, as Hasura names it."""
    with pytest.raises(MetadataError) as caught:
        read_metadata(document)
    assert caught.value.path == path
    assert message in caught.value.message


@pytest.mark.parametrize("member", ["filter", "check", "set"])
def test_members_of_permissions(member: str) -> None:
    """Rules and presets are objects, or null where Hasura lets them be."""
    entry = {"role": "user", "permission": {"filter": {}, member: [1]}}
    with pytest.raises(MetadataError) as caught:
        read_metadata(_table(update_permissions=[entry]))
    assert caught.value.path.endswith(f".update_permissions[0].permission.{member}")
    entry["permission"] = {"filter": {}, "check": None}
    assert read_metadata(_table(update_permissions=[entry])).roles() == ("user",)
