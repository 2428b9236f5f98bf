"""The plan as it is printed: golden files."""

from __future__ import annotations

from pathlib import Path

import pytest

from delivery.sql.refusals import MARKER
from tests.unit.cli.project.server import Server
from tests.unit.cli.verbs import herm
from tests.unit.delivery.project_files import write

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


@pytest.mark.usefixtures("server")
def test_an_empty_plan() -> None:
    """Nothing to do is said in two lines."""
    herm("project", "apply")
    lines = herm("project", "plan").out.splitlines()
    assert lines[1:] == ["Migrations of default: none due, 3 applied", "Metadata: same"]
