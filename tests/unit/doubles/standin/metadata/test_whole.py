"""The metadata as a whole: exported, replaced, checked, cleared, in bulks, with Hasura's answers."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles.standin.metadata.api import MetadataApi
from doubles.standin.metadata.errors import ApiError
from tests.unit.doubles.standin.memory import api


def ask(server: MetadataApi, kind: str, args: Any = None, **more: Any) -> Any:
    """What a command answers."""
    return asyncio.run(server.metadata({"type": kind, "args": {} if args is None else args, **more}))


def refused(server: MetadataApi, kind: str, args: Any = None, **more: Any) -> ApiError:
    """How a command is refused."""
    with pytest.raises(ApiError) as caught:
        ask(server, kind, args, **more)
    return caught.value


def metadata(*tables: Any, **more: Any) -> dict[str, Any]:
    """Metadata of one source with these tables."""
    configuration = {"connection_info": {"database_url": {"from_env": "HASURA_GRAPHQL_DATABASE_URL"}}}
    source = {"name": "default", "kind": "postgres", "tables": list(tables), "configuration": configuration}
    return {"version": 3, "sources": [source], **more}


def test_export() -> None:
    """Version 1 is the metadata alone, version 2 has the number to refer to."""
    server = api(metadata())
    assert ask(server, "export_metadata") == metadata()
    assert ask(server, "export_metadata", version=2) == {"resource_version": 1, "metadata": metadata()}


def test_replace() -> None:
    """What was put is what is exported; the version counts up; a stale one is a conflict."""
    server = api()
    wanted = metadata({"table": "author"}, actions=[{"name": "pay"}])
    answer = ask(server, "replace_metadata", {"metadata": wanted}, version=2, resource_version=1)
    assert answer == {"is_consistent": True, "inconsistent_objects": []}
    assert ask(server, "export_metadata", version=2) == {"resource_version": 2, "metadata": wanted}
    late = refused(server, "replace_metadata", {"metadata": metadata()}, version=2, resource_version=1)
    assert (late.status, late.code, late.path) == (409, "conflict", "$")


def test_replace_by_the_metadata_alone() -> None:
    """The arguments may be the metadata itself; then nothing inconsistent is allowed."""
    server = api()
    assert ask(server, "replace_metadata", metadata({"table": "author"})) == {"message": "success"}
    assert refused(server, "replace_metadata", metadata({"table": "nope"})).code == "unexpected"


NOPE = {
    "definition": {"name": "nope", "schema": "public"},
    "name": "table nope in source default",
    "reason": 'Inconsistent object: no such table/view exists in source: "nope"',
    "type": "table",
}


def test_inconsistent() -> None:
    """What the database does not have is refused with Hasura's words, and taken only when that is allowed."""
    server = api()
    wanted = metadata({"table": "nope"}, {"table": "author"})
    error = refused(server, "replace_metadata", {"metadata": wanted}, version=2)
    assert error.body() == {
        "path": "$.args",
        "error": "cannot continue due to inconsistent metadata",
        "code": "unexpected",
        "internal": [NOPE],
    }
    assert ask(server, "export_metadata")["sources"] == []
    allowed = {"allow_inconsistent_metadata": True, "metadata": wanted}
    told = {"is_consistent": False, "inconsistent_objects": [NOPE]}
    assert ask(server, "replace_metadata", allowed) == told
    assert ask(server, "reload_metadata") == {"message": "success"} | told
    assert ask(server, "get_inconsistent_metadata") == told
    assert ask(server, "drop_inconsistent_metadata") == {"message": "success"}
    assert ask(server, "export_metadata") == metadata({"table": "author"})
    assert ask(server, "reload_metadata") == {"message": "success", "is_consistent": True}
    assert ask(server, "get_inconsistent_metadata") == {"is_consistent": True, "inconsistent_objects": []}


def test_not_metadata() -> None:
    """A document that is not metadata is refused with the place in the request."""
    broken = metadata({"table": "author", "select_permissions": [{"role": "user", "permission": {}}]})
    error = refused(api(), "replace_metadata", {"metadata": broken})
    assert error.code == "parse-failed"
    assert error.path == "$.args.metadata.sources[0].tables[0].select_permissions[0].permission"
    assert refused(api(), "replace_metadata", broken).path.startswith("$.args.sources[0].tables[0]")


def test_clear() -> None:
    """Clearing keeps the connection of the default source alone."""
    server = api(metadata({"table": "author"}, actions=[{"name": "pay"}]))
    ask(server, "clear_metadata")
    assert ask(server, "export_metadata") == metadata()


def test_catalog_state() -> None:
    """What the CLI and the console remember is replaced as a whole, without a new version of the metadata."""
    server = api()
    ask(server, "set_catalog_state", {"type": "cli", "state": {"migrations": {"default": {"1": False}}}})
    ask(server, "set_catalog_state", {"type": "console", "state": {"seen": True}})
    state = ask(server, "get_catalog_state")
    assert state["cli_state"] == {"migrations": {"default": {"1": False}}}
    assert state["console_state"] == {"seen": True}
    assert ask(server, "export_metadata", version=2)["resource_version"] == 1
    assert refused(server, "set_catalog_state", {"type": "x", "state": {}}).path == "$.args.type"


def test_bulk() -> None:
    """A bulk is done as a whole or not at all; its error names the command's place."""
    server = api()
    replace = {"type": "replace_metadata", "args": {"metadata": metadata({"table": "author"})}}
    unknown = {"type": "create_action", "args": {}}
    error = refused(server, "bulk", [replace, unknown])
    assert (error.code, error.path) == ("not-supported", "$.args[1]")
    assert ask(server, "export_metadata")["sources"] == []
    done, told = ask(server, "bulk_keep_going", [unknown, replace])
    assert (done["code"], told["is_consistent"]) == ("not-supported", True)
    assert ask(server, "export_metadata") == metadata({"table": "author"})
    assert ask(server, "bulk_atomic", [{"type": "clear_metadata", "args": {}}]) == {"message": "success"}


@pytest.mark.parametrize("request_", [[], {}, {"type": 1}, {"type": "bulk"}, {"type": "bulk", "args": [1]}])
def test_not_a_command(request_: Any) -> None:
    """What is not a command is refused, whatever it is."""
    with pytest.raises(ApiError) as caught:
        asyncio.run(api().metadata(request_))
    assert caught.value.code == "parse-failed"


JSON = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
NESTED = JSON | st.lists(JSON, max_size=2) | st.dictionaries(st.text(max_size=3), JSON, max_size=2)
MEMBERS = st.dictionaries(st.sampled_from(["actions", "cron_triggers", "new_kind", "event_triggers"]), NESTED)


@given(MEMBERS, MEMBERS)
def test_nothing_is_lost(of_root: dict[str, Any], of_table: dict[str, Any]) -> None:
    """Whatever is put is exported unchanged, also what the stand-in does not serve or does not know."""
    server = api()
    wanted = json.loads(json.dumps(metadata({"table": "author"} | of_table, **of_root)))
    ask(server, "replace_metadata", {"metadata": wanted})
    assert ask(server, "export_metadata") == wanted
