"""Whatever stands in a request: an answer or a refusal, and never a fault of the server's own."""

from __future__ import annotations

import asyncio
import copy
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from doubles.standin.metadata.commands.registry import COMMANDS
from doubles.standin.metadata.errors import ApiError
from hasura.metadata import OPERATIONS
from tests.support.examples import times
from tests.unit.doubles.standin.memory import api

RULE = {"_or": [{"name": {}}, {"_exists": {"_table": "article", "_where": {"author": {"id": {}}}}}]}
PERMISSION = {"columns": ["id"], "filter": RULE, "check": RULE, "set": {"name": "x"}}
PERMISSIONS = {
    f"{operation}_permissions": [{"role": "user", "permission": PERMISSION}] for operation in OPERATIONS
}
USING = {"manual_configuration": {"remote_table": "author", "column_mapping": {"author_id": "id"}}}
RELATIONSHIPS = [
    {"name": "author", "using": {"foreign_key_constraint_on": "author_id"}},
    {"name": "writer", "using": USING},
]
AUTHOR = {
    "table": "author",
    "configuration": {"column_config": {"name": {"custom_name": "called"}}},
    "computed_fields": [{"name": "full", "definition": {"function": "full"}}],
    "event_triggers": [{"name": "x"}],
    **PERMISSIONS,
}
ARTICLE = {"table": {"schema": "public", "name": "article"}, "object_relationships": RELATIONSHIPS}
SOURCE = {
    "name": "default",
    "kind": "postgres",
    "configuration": {"connection_info": {"database_url": {"from_env": "X"}}},
    "tables": [AUTHOR, ARTICLE],
    "functions": [{"function": "search", "permissions": [{"role": "user"}]}],
}
DOCUMENT: dict[str, Any] = {"version": 3, "sources": [SOURCE], "actions": [{"name": "pay"}]}
VALUES: list[Any] = [None, True, 1, -1.5, "", "*", "author", [], [1], ["id"], {}, {"name": "x"}, [{}]]
JSON = st.sampled_from(VALUES)
MEMBERS = [
    "table",
    "name",
    "new_name",
    "role",
    "permission",
    "using",
    "source",
    "relationship",
    "cascade",
    "tables",
    "configuration",
    "function",
    "type",
    "state",
    "metadata",
]
ARGUMENTS = st.dictionaries(st.sampled_from(MEMBERS), JSON, max_size=5) | JSON


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of each value inside of a document."""
    found = [path] if path else []
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        found += places(value[key], (*path, key))
    return found


def altered(document: Any, changes: list[tuple[tuple[Any, ...], Any]]) -> Any:
    """The document with other values at some places."""
    document = copy.deepcopy(document)
    for path, value in changes:
        parent = document
        try:
            for key in path[:-1]:
                parent = parent[key]
            parent[path[-1]] = copy.deepcopy(value)  # a value that is at two places could hold itself
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change has taken the place away
    return document


CHANGES = st.lists(st.tuples(st.sampled_from(places(DOCUMENT)), JSON), min_size=1, max_size=3)


def answered(server: Any, request: Any) -> bool:
    """Whether a request is done; a refusal is no fault."""
    with suppress(ApiError):
        asyncio.run(server.metadata(request))
        return True
    return False


@settings(max_examples=times(3))
@given(CHANGES)
def test_documents(changes: list[Any]) -> None:
    """Metadata that is broken anywhere is taken or refused, and what was taken can be worked on."""
    server = api()
    args = {"metadata": altered(DOCUMENT, changes), "allow_inconsistent_metadata": True}
    if answered(server, {"type": "replace_metadata", "args": args}):
        for kind, more in (
            ("pg_untrack_table", {"table": "author", "cascade": True}),
            ("pg_rename_relationship", {"table": "article", "name": "author", "new_name": "by"}),
            ("pg_drop_computed_field", {"table": "author", "name": "nope"}),
            ("pg_create_select_permission", {"table": "article", "role": "x", "permission": PERMISSION}),
            ("drop_inconsistent_metadata", {}),
        ):
            answered(server, {"type": kind, "args": more})
        assert answered(server, {"type": "export_metadata", "args": {}})


@settings(max_examples=times(3))
@given(st.sampled_from([*COMMANDS, "bulk"]), ARGUMENTS, JSON, JSON)
def test_arguments(kind: str, args: Any, version: Any, resource_version: Any) -> None:
    """Arguments of any kind are taken or refused, by every command."""
    request = {"type": kind, "args": args, "version": version, "resource_version": resource_version}
    answered(api(copy.deepcopy(DOCUMENT)), request)
