"""Metadata as the query engine's document: every part of a table that it knows, and nobody sees more."""

from __future__ import annotations

from typing import Any

import pytest

from doubles.standin.queries.document import document, schemas, tracked
from hasura.metadata import Metadata, QualifiedName, Source, read_metadata

AUTHOR = {"schema": "public", "name": "author"}
EVERYTHING = {
    "select": {"columns": "*", "filter": {}, "allow_aggregations": True, "computed_fields": []},
    "insert": {"columns": "*", "check": {}},
    "update": {"columns": "*", "filter": {}, "check": {}},
    "delete": {"filter": {}},
}


def metadata(*tables: dict[str, Any], functions: Any = (), **more: Any) -> tuple[Metadata, Source]:
    """Metadata with one source, and the source."""
    source = {"name": "default", "kind": "postgres", "tables": [*tables], "functions": [*functions]}
    read = read_metadata({"version": 3, "sources": [source], **more})
    return read, read.sources[0]


def table(**members: Any) -> dict[str, Any]:
    """What the document says of `author` with these members."""
    described: dict[str, Any] = document(*metadata({"table": AUTHOR, **members}))["tables"]["public.author"]
    return described


def granted(**members: Any) -> dict[str, Any]:
    """What the document grants each role but the admin."""
    return {role: grant for role, grant in table(**members)["permissions"].items() if role != "~admin"}


def permission(operation: str, **members: Any) -> dict[str, Any]:
    """One permission for `user`."""
    return {f"{operation}_permissions": [{"role": "user", "permission": members}]}


def test_admin_has_every_tracked_table() -> None:
    """Under a name of herm's own the admin may do everything with a table, computed fields included."""
    assert table()["permissions"] == {"~admin": EVERYTHING}
    field = {"name": "full", "definition": {"function": {"schema": "public", "name": "author_full"}}}
    described = table(computed_fields=[field])
    assert described["computed_fields"] == {"author_full": "full"}
    assert described["permissions"]["~admin"]["select"]["computed_fields"] == ["full"]


@pytest.mark.parametrize(
    ("using", "expected"),
    [
        ({"foreign_key_constraint_on": "team_id"}, {"using": "team_id"}),
        ({"foreign_key_constraint_on": ["b", "a"]}, {"using": "a,b"}),
        (
            {
                "foreign_key_constraint_on": {
                    "column": "author_id",
                    "table": {"schema": "x", "name": "article"},
                }
            },
            {"using": "article.author_id"},
        ),
        (
            {"foreign_key_constraint_on": {"columns": ["b", "a"], "table": "article"}},
            {"using": "article.a,b"},
        ),
        (
            {
                "manual_configuration": {
                    "remote_table": {"schema": "x", "name": "team"},
                    "column_mapping": {"team_id": "id"},
                    "insertion_order": "after_parent",
                }
            },
            {"table": "x.team", "columns": {"team_id": "id"}, "to_one": True, "after_parent": True},
        ),
    ],
)
def test_relationships(using: dict[str, Any], expected: dict[str, Any]) -> None:
    """Each way to name a relationship is told; a table without any has none, whatever its keys are."""
    described = table(object_relationships=[{"name": "r", "using": using}])
    assert described["declared_relationships"] == [{"name": "r", **expected}]
    assert table()["declared_relationships"] == []


def test_names_and_comments() -> None:
    """Names of the table, its roots and columns, and all comments go with it; an empty comment hides one."""
    configuration = {
        "custom_name": "Writer",
        "comment": "who writes",
        "custom_root_fields": {
            "select": "writers",
            "insert": {"name": "add", "comment": "adds"},
            "delete": None,
        },
        "column_config": {"full_name": {"custom_name": "name", "comment": ""}},
        "custom_column_names": {"old_one": "new"},
    }
    described = table(configuration=configuration, is_enum=True)
    assert described["name"] == "Writer"
    assert described["roots"] == {
        "select": "writers",
        "insert": "add",
        "update_many": "update_Writer_many",
    }
    assert described["columns"] == {"full_name": "name", "old_one": "new"}
    assert described["comments"] == {
        "table": "who writes",
        "columns": {"full_name": ""},
        "computed_fields": {},
        "roots": {"insert": "adds"},
    }
    assert described["enum"] is True
    assert "name" not in table()


@pytest.mark.parametrize(
    ("operation", "given", "expected"),
    [
        (
            "select",
            {
                "columns": ["id"],
                "filter": {"id": {"_eq": "X-Hasura-User-Id"}},
                "limit": 3,
                "query_root_fields": [],
            },
            {"columns": ["id"], "filter": {"id": {"_eq": "X-Hasura-User-Id"}}, "limit": 3},
        ),
        (
            "select",
            {"columns": "*", "filter": {}, "allow_aggregations": None},
            {"columns": "*", "filter": {}},
        ),
        ("select", {"filter": {}}, {"columns": [], "filter": {}}),
        (
            "insert",
            {"check": {}, "set": {"by": "X-Hasura-User-Id"}},
            {"columns": "*", "check": {}, "set": {"by": "X-Hasura-User-Id"}},
        ),
        ("update", {"filter": {}, "check": None}, {"columns": [], "filter": {}, "check": {}}),
        ("delete", {"filter": {"id": 1}}, {"filter": {"id": 1}}),
    ],
)
def test_permissions(operation: str, given: dict[str, Any], expected: dict[str, Any]) -> None:
    """A permission is told as it is; absent columns are none, but all of them for an insert, as in Hasura."""
    assert granted(**permission(operation, **given)) == {"user": {operation: expected}}


def test_role_in_a_rule() -> None:
    """The session variable of the role, which postrust does not have, is the role that the rule is for."""
    rule = {"_and": [{"by": {"_eq": "X-Hasura-Role"}}, {"by": {"_in": ["x-hasura-role", "a"]}}]}
    seen = granted(**permission("select", columns="*", filter=rule))["user"]["select"]["filter"]
    assert seen == {"_and": [{"by": {"_eq": "user"}}, {"by": {"_in": ["user", "a"]}}]}


def test_backend_only() -> None:
    """A permission for backends alone is granted to a second name of the role, which has all others too."""
    rules = permission("insert", check={}, backend_only=True) | permission("delete", filter={})
    seen = granted(**rules)
    assert seen["user"] == {"delete": {"filter": {}}}
    assert seen["~backend user"].keys() == {"insert", "delete"}


def test_role_with_a_name_of_ours() -> None:
    """A role of the user's that is called like one of herm's is another one."""
    rule = {"role": "~admin", "permission": {"columns": [], "filter": {}}}
    assert granted(select_permissions=[rule]).keys() == {"~~admin"}


def test_functions() -> None:
    """A tracked function goes with its roles and the admin; others are hidden from everybody."""
    tracked_one = {
        "function": "search",
        "configuration": {"exposed_as": "mutation"},
        "permissions": [{"role": "user"}],
    }
    read, source = metadata({"table": AUTHOR}, functions=[tracked_one])
    others = [QualifiedName("public", "search"), QualifiedName("public", "other")]
    assert document(read, source, others)["functions"] == {
        "public.search": {"exposed_as": "mutation", "roles": ["user", "~admin"]},
        "public.other": {"exposed_as": "mutation", "roles": []},
    }


def test_introspection_switched_off() -> None:
    """Roles without introspection are told under each of their names."""
    insert = permission("insert", check={}, backend_only=True)
    read, source = metadata(
        {"table": AUTHOR, **insert}, graphql_schema_introspection={"disabled_for_roles": ["user", "x"]}
    )
    assert document(read, source)["introspection_disabled_for"] == ["user", "~backend user", "x"]


def test_schemas() -> None:
    """The default schema comes first, since its tables have no prefix; others follow once."""
    _, source = metadata(
        {"table": {"schema": "b", "name": "t"}},
        {"table": {"schema": "a", "name": "t"}},
        functions=[{"function": {"schema": "b", "name": "f"}}],
    )
    assert schemas(source) == ("public", "a", "b")


def test_what_is_served() -> None:
    """Only the default source of PostgreSQL is, and only with tables."""
    read, source = metadata({"table": AUTHOR})
    assert tracked(read) == source
    assert tracked(metadata()[0]) is None
    other = {"name": "default", "kind": "mssql", "tables": [{"table": AUTHOR}]}
    assert tracked(read_metadata({"version": 3, "sources": [other]})) is None
    assert tracked(read_metadata({"version": 3})) is None
