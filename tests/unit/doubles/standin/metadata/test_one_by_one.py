"""The commands that change one object: what they leave in the metadata, and how they are refused."""

from __future__ import annotations

import asyncio
import copy
from typing import Any

import pytest

from doubles.standin.metadata.api import MetadataApi
from doubles.standin.metadata.errors import ApiError
from tests.unit.doubles.standin.memory import LIBRARY, api, schema

KEY = {"foreign_key_constraint_on": "author_id"}
BACK = {"foreign_key_constraint_on": {"table": "article", "column": "author_id"}}
BY_NAME = {"columns": ["id"], "filter": {"_and": [{"writer": {"name": {"_eq": "x"}}}]}}
SEARCH = schema(*LIBRARY.relations.values(), functions={"search": 1})


def library() -> dict[str, Any]:
    """Authors; articles with their writer, and a permission that goes through it."""
    article = {
        "table": {"name": "article", "schema": "public"},
        "object_relationships": [{"name": "writer", "using": KEY}],
        "select_permissions": [{"role": "user", "permission": BY_NAME}],
    }
    source = {"name": "default", "kind": "postgres", "tables": [{"table": "author"}, article]}
    return copy.deepcopy({"version": 3, "sources": [source]})


@pytest.fixture
def server() -> MetadataApi:
    """A stand-in with the library and a function."""
    return api(library(), default=SEARCH)


def ask(server: MetadataApi, kind: str, **args: Any) -> Any:
    """What a command answers."""
    return asyncio.run(server.metadata({"type": kind, "args": args}))


def refused(server: MetadataApi, kind: str, **args: Any) -> ApiError:
    """How a command is refused; the metadata stays as it is."""
    before = ask(server, "export_metadata")
    with pytest.raises(ApiError) as caught:
        ask(server, kind, **args)
    assert ask(server, "export_metadata") == before
    return caught.value


def source(server: MetadataApi) -> Any:
    """The source as it is now."""
    return ask(server, "export_metadata")["sources"][0]


def test_tables(server: MetadataApi) -> None:
    """A table is tracked once, and untracked with its own objects."""
    assert refused(server, "pg_track_table", table="author").code == "already-tracked"
    assert refused(server, "pg_untrack_table", table="nope").code == "already-untracked"
    ask(server, "pg_untrack_table", table="article")
    assert source(server)["tables"] == [{"table": "author"}]
    ask(server, "pg_track_table", source="default", table="article", configuration={"custom_name": "Text"})
    written = {"name": "article", "schema": "public"}
    assert source(server)["tables"][1] == {"table": written, "configuration": {"custom_name": "Text"}}


def test_untracking_what_others_need(server: MetadataApi) -> None:
    """A table that a relationship leads to goes only together with what needs it."""
    error = refused(server, "pg_untrack_table", table="author")
    assert (error.code, error.path) == ("dependency-error", "$.args")
    assert 'relationship article.writer in source "default", permission article.user.select' in error.message
    ask(server, "pg_untrack_table", table="author", cascade=True)
    assert source(server)["tables"] == [
        {
            "table": {"name": "article", "schema": "public"},
            "object_relationships": [],
            "select_permissions": [],
        }
    ]


def test_what_the_database_does_not_have(server: MetadataApi) -> None:
    """An object that would be inconsistent is refused with the reason."""
    error = refused(server, "pg_track_table", table="nope")
    assert error.body()["error"] == 'Inconsistent object: no such table/view exists in source: "nope"'
    assert error.code == "invalid-configuration"
    permission = {"columns": ["nope"], "filter": {}}
    error = refused(server, "pg_create_select_permission", table="author", role="user", permission=permission)
    assert '"nope" does not exist' in error.message


def test_several_tables() -> None:
    """Of several tables those that can be are tracked; the others are warned of, or refuse all."""
    server = api({"version": 3, "sources": [{"name": "default", "kind": "postgres"}]})
    tables = [{"table": "author"}, {"table": "nope"}]
    assert refused(server, "pg_track_tables", tables=tables, allow_warnings=False).code == "metadata-warnings"
    answer = ask(server, "pg_track_tables", tables=tables)
    assert answer["message"] == "success"
    assert [(w["code"], w["name"]) for w in answer["warnings"]] == [
        ("track-table-failed", "table nope in source default")
    ]
    assert [t["table"]["name"] for t in source(server)["tables"]] == ["author"]
    assert ask(server, "pg_untrack_tables", tables=tables)["warnings"][0]["code"] == "untrack-table-failed"
    assert source(server)["tables"] == []


def test_customization(server: MetadataApi) -> None:
    """A table's configuration is replaced as a whole."""
    ask(server, "pg_set_table_customization", table="author", configuration={"custom_name": "Writer"})
    ask(server, "pg_set_table_is_enum", table="author", is_enum=True)
    configured = {"table": "author", "configuration": {"custom_name": "Writer"}, "is_enum": True}
    assert source(server)["tables"][0] == configured
    ask(server, "pg_set_table_customization", table="author", configuration={})
    ask(server, "pg_set_table_is_enum", table="author", is_enum=False)
    assert source(server)["tables"][0] == {"table": "author"}


def test_relationships(server: MetadataApi) -> None:
    """Relationships of both kinds are made once, by keys that exist."""
    ask(server, "pg_create_array_relationship", table="author", name="articles", using=BACK)
    assert source(server)["tables"][0]["array_relationships"] == [{"name": "articles", "using": BACK}]
    again = refused(server, "pg_create_object_relationship", table="article", name="writer", using=KEY)
    assert again.code == "already-exists"
    no_key = {"foreign_key_constraint_on": "title"}
    error = refused(server, "pg_create_object_relationship", table="article", name="x", using=no_key)
    assert "no foreign key constraint exists" in error.message
    ask(server, "pg_set_relationship_comment", table="author", name="articles", comment="theirs")
    assert source(server)["tables"][0]["array_relationships"][0]["comment"] == "theirs"
    ask(server, "pg_drop_relationship", table="author", relationship="articles")
    assert source(server)["tables"][0] == {"table": "author"}


def test_relationship_in_a_rule(server: MetadataApi) -> None:
    """A relationship that a permission uses is renamed there too, and dropped only together with it."""
    ask(server, "pg_rename_relationship", table="article", name="writer", new_name="author")
    article = source(server)["tables"][1]
    assert article["object_relationships"][0]["name"] == "author"
    rule = article["select_permissions"][0]["permission"]["filter"]
    assert rule == {"_and": [{"author": {"name": {"_eq": "x"}}}]}
    error = refused(server, "pg_drop_relationship", table="article", relationship="author")
    assert "permission article.user.select" in error.message
    ask(server, "pg_drop_relationship", table="article", relationship="author", cascade=True)
    assert source(server)["tables"][1]["select_permissions"] == []


@pytest.mark.parametrize(
    ("operation", "permission"),
    [
        ("select", {"columns": "*", "filter": {}}),
        ("insert", {"columns": ["name"], "check": {}}),
        ("update", {"columns": ["name"], "filter": {}, "check": None}),
        ("delete", {"filter": {"id": {"_eq": "X-Hasura-User-Id"}}}),
    ],
)
def test_permissions(server: MetadataApi, operation: str, permission: Any) -> None:
    """A role has one permission for an operation, until it is dropped."""
    create, drop = f"pg_create_{operation}_permission", f"pg_drop_{operation}_permission"
    ask(server, create, table="author", role="user", permission=permission)
    assert source(server)["tables"][0][f"{operation}_permissions"] == [
        {"role": "user", "permission": permission}
    ]
    again = refused(server, create, table="author", role="user", permission=permission)
    assert again.message == 'permission already defined on table "author" with role "user"'
    assert (
        refused(server, create, table="author", role="admin", permission=permission).code == "not-supported"
    )
    ask(server, "pg_set_permission_comment", table="author", role="user", type=operation, comment="why")
    assert source(server)["tables"][0][f"{operation}_permissions"][0]["comment"] == "why"
    ask(server, drop, table="author", role="user")
    assert source(server)["tables"][0] == {"table": "author"}
    assert "does not exist" in refused(server, drop, table="author", role="user").message


def test_functions(server: MetadataApi) -> None:
    """A function is tracked once, and called by the roles that may."""
    ask(server, "pg_track_function", function="search")
    assert refused(server, "pg_track_function", function="search").code == "already-tracked"
    assert 'no such function exists: "nope"' in refused(server, "pg_track_function", function="nope").message
    ask(server, "pg_create_function_permission", function="search", role="user")
    assert source(server)["functions"][0]["permissions"] == [{"role": "user"}]
    again = refused(server, "pg_create_function_permission", function="search", role="user")
    assert again.code == "already-exists"
    ask(server, "pg_drop_function_permission", function="search", role="user")
    ask(server, "pg_untrack_function", function="search")
    assert "functions" not in source(server)
    assert refused(server, "pg_untrack_function", function="search").code == "not-exists"


def test_sources(server: MetadataApi) -> None:
    """A source is added once, configured anew when that is said, and dropped with all that it has."""
    configuration = {"connection_info": {"database_url": {"from_env": "OTHER"}}}
    ask(server, "pg_add_source", name="other", configuration=configuration)
    again = refused(server, "pg_add_source", name="other", configuration={})
    assert again.message == 'postgres source with name "other" already exists'
    ask(server, "pg_add_source", name="other", configuration={}, replace_configuration=True)
    assert ask(server, "export_metadata")["sources"][1]["configuration"] == {}
    ask(server, "pg_update_source", name="other", configuration=configuration)
    assert ask(server, "export_metadata")["sources"][1]["configuration"] == configuration
    ask(server, "pg_drop_source", name="other")
    assert len(ask(server, "export_metadata")["sources"]) == 1
    assert refused(server, "pg_drop_source", name="other").code == "not-exists"


def test_computed_fields(server: MetadataApi) -> None:
    """A computed field is added once and dropped."""
    field = {"name": "full", "definition": {"function": "search"}}
    ask(server, "pg_add_computed_field", table="author", **field)
    assert source(server)["tables"][0]["computed_fields"] == [field]
    assert refused(server, "pg_add_computed_field", table="author", **field).code == "already-exists"
    ask(server, "pg_drop_computed_field", table="author", name="full")
    assert refused(server, "pg_drop_computed_field", table="author", name="full").code == "not-exists"


@pytest.mark.parametrize(
    ("kind", "args", "path"),
    [
        ("pg_track_table", {}, "$.args.table"),
        ("pg_track_table", {"table": {"schema": "x"}}, "$.args.table"),
        ("pg_set_table_customization", {"table": "nope", "configuration": {}}, "$.args.table"),
        ("pg_create_object_relationship", {"table": "author", "name": 1}, "$.args.name"),
        ("pg_create_select_permission", {"table": "author", "role": "user"}, "$.args"),
        ("pg_untrack_table", {"table": "author", "cascade": "yes"}, "$.args.cascade"),
    ],
)
def test_arguments(server: MetadataApi, kind: str, args: Any, path: str) -> None:
    """Arguments that are missing or of another kind are refused with their place."""
    assert refused(server, kind, **args).path == path
