"""The plan as it is printed: golden files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from delivery.sql.refusals import MARKER
from tests.support.paths import ROOT
from tests.unit.cli.project.server import Server
from tests.unit.cli.verbs import herm
from tests.unit.delivery.project_files import write

PAGE = ROOT / "docs/project.md"
GOLDEN = Path(__file__).parent / "golden"
TABLES = "metadata/databases/default/tables"
AUTHOR = """table: {schema: public, name: a}
array_relationships:
- name: books
  using: {foreign_key_constraint_on: {column: a_id, table: {schema: public, name: b}}}
select_permissions:
- role: user
  permission:
    columns: [id, name]
    filter: {id: {_eq: X-Hasura-User-Id}}
- role: anonymous
  permission: {columns: [id], filter: {}, limit: 10}
insert_permissions:
- role: user
  permission: {columns: [id], check: {}}
"""
THERE = {
    "table": {"schema": "public", "name": "a"},
    "select_permissions": [
        {"role": "user", "permission": {"columns": ["id", "email"], "filter": {}}},
        {"role": "guest", "permission": {"columns": ["id"], "filter": {}}},
    ],
}


@pytest.mark.parametrize(("arguments", "name"), [((), "plan.txt"), (("--json",), "plan.json")])
def test_plan(folder: Path, server: Server, arguments: tuple[str, ...], name: str) -> None:
    """Due, late and missing migrations, each object that changes, what stops, what to look at."""
    server.cli_state = {"migrations": {"default": {"1": False, "3": False, "7": False}}, "settings": {}}
    server.tables |= {"a", "c", "old"}
    old = {"table": {"schema": "public", "name": "old"}}
    server.document["sources"][0]["tables"] = [THERE, old]
    write(
        folder,
        {
            f"{TABLES}/tables.yaml": '- "!include public_a.yaml"\n- table: {schema: public, name: b}\n',
            f"{TABLES}/public_a.yaml": AUTHOR,
            "migrations/default/8_drop/up.sql": "ALTER TABLE a DROP COLUMN email;\nDROP TABLE old;\n",
            "migrations/default/9_index/up.sql": f"{MARKER}\nCREATE INDEX CONCURRENTLY i ON a (id);",
        },
    )
    done = herm("project", "plan", *arguments)
    assert done.code == 0, done.err
    assert done.out == (GOLDEN / name).read_text(encoding="utf-8")


def members(verb: str) -> set[str]:
    """What docs/project.md says that a verb prints with `--json`."""
    (row,) = re.findall(rf"^\| `{verb}` \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    names = set(re.findall(r"`(\w+)`", row))
    return names - {"plan"} | members("plan") if "plan" in names else names


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("verb", ["plan", "verify", "status", "apply", "export"])
def test_what_machines_get(verb: str, folder: Path) -> None:
    """One object, whose members are those of the page, with letters of every script as they are."""
    write(folder, {"migrations/default/4_größe/up.sql": "CREATE TABLE d (id int);"})
    options = ("--yes",) if verb == "export" else ()
    printed = herm("project", verb, "--json", *options).out
    assert set(json.loads(printed)) == members(verb)
    assert ("4_größe" in printed) is (verb in {"plan", "verify", "apply"})


@pytest.mark.usefixtures("server")
def test_an_empty_plan() -> None:
    """Nothing to do is said in two lines."""
    herm("project", "apply")
    lines = herm("project", "plan").out.splitlines()
    assert lines[1:] == ["Migrations of default: none due, 3 applied", "Metadata: same"]
