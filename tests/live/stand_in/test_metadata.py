"""The metadata API of the stand-in's image on a real PostgreSQL: what is kept, and what SQL may drop."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.live.containers import Sandbox, docker, health, sql, wait_until

pytestmark = pytest.mark.needs_root

TABLES = """
DROP TABLE IF EXISTS text, article, author;
CREATE TABLE author (id int PRIMARY KEY, name text);
CREATE TABLE article (id int PRIMARY KEY, title text, author_id int REFERENCES author);
INSERT INTO author VALUES (1, NULL), (2, 'Ann');
"""
ARTICLES = {
    "name": "articles",
    "using": {"foreign_key_constraint_on": {"table": "article", "column": "author_id"}},
}
BY_TITLE = {
    "role": "user",
    "permission": {"columns": ["id"], "filter": {"articles": {"title": {"_eq": "x"}}}},
}
AUTHOR = {"table": "author", "array_relationships": [ARTICLES], "select_permissions": [BY_TITLE]}
ARTICLE = {"table": {"schema": "public", "name": "article"}}


@dataclass
class Server:
    """A stand-in that is up, and its database."""

    database: str
    container: str
    url: str

    def post(self, address: str, body: Any) -> httpx.Response:
        """What the admin is answered."""
        headers = {"x-hasura-admin-secret": "the-admin-secret"}
        return httpx.post(f"{self.url}{address}", json=body, headers=headers, timeout=60)

    def metadata(self, kind: str, args: Any = None, **more: Any) -> Any:
        """What a command answers."""
        return self.post("/v1/metadata", {"type": kind, "args": args or {}, **more}).json()

    def sql(self, statements: str, **args: Any) -> Any:
        """What `run_sql` answers."""
        return self.post("/v2/query", {"type": "run_sql", "args": {"sql": statements, **args}}).json()

    def replace(self, *tables: Any, **more: Any) -> Any:
        """Put these tables into the metadata."""
        document = self.metadata("export_metadata")
        document["sources"][0]["tables"] = tables
        return self.metadata("replace_metadata", {"metadata": document}, **more)

    def tables(self) -> Any:
        """The tables of the metadata."""
        return self.metadata("export_metadata")["sources"][0]["tables"]


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    """One stand-in for all of these tests."""
    room = Sandbox()
    try:
        yield Server(*room.healthy_stack())
    finally:
        room.remove()


@pytest.fixture
def server(running: Server) -> Server:
    """The stand-in with two tables, tracked with a relationship and a permission."""
    running.metadata("clear_metadata")
    running.sql(
        "DROP TABLE IF EXISTS writer, article, author CASCADE; DROP FUNCTION IF EXISTS search" + ";" + TABLES
    )
    assert running.replace(AUTHOR, ARTICLE)["is_consistent"]
    return running


def test_kept_by_a_restart(server: Server) -> None:
    """Metadata and migration state are in Hasura's own tables, and the same after a restart."""
    state = {"migrations": {"default": {"1700000000000": False}}}
    server.metadata("set_catalog_state", {"type": "cli", "state": state})
    before = [server.metadata("export_metadata", version=2), server.metadata("get_catalog_state")]
    docker("restart", server.container)
    port = docker("port", server.container, "8080/tcp").rpartition(":")[2]
    server.url = f"http://127.0.0.1:{port}"
    wait_until(lambda: health(server.url) == 200)
    assert [server.metadata("export_metadata", version=2), server.metadata("get_catalog_state")] == before
    stored = sql(server.database, "SELECT metadata FROM hdb_catalog.hdb_metadata WHERE resource_version > 1")
    assert json.loads(stored) == before[0]["metadata"]
    version = "SELECT version, hasura_uuid, cli_state FROM hdb_catalog.hdb_version"
    number, identity, remembered = sql(server.database, version).split("|")
    assert (number, identity, json.loads(remembered)) == ("48", before[1]["id"], state)


def test_two_replaces_at_once(server: Server) -> None:
    """Of two that replace the same version at the same moment, one wins and the other is told so."""
    version = server.metadata("export_metadata", version=2)["resource_version"]
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda _: server.replace(ARTICLE, resource_version=version), range(2)))
    assert sorted(answer.get("code", "done") for answer in answers) == ["conflict", "done"]
    assert server.metadata("export_metadata", version=2)["resource_version"] == version + 1


def test_rows(server: Server) -> None:
    """Rows are text below their names, of the last statement alone; other SQL has no rows."""
    result = server.sql("SELECT 1; SELECT id, name, now() > 'epoch' AS late FROM author ORDER BY id")
    rows = [["id", "name", "late"], ["1", "NULL", "t"], ["2", "Ann", "t"]]
    assert result == {"result_type": "TuplesOk", "result": rows}
    assert server.sql("INSERT INTO author VALUES (3)") == {"result_type": "CommandOk", "result": None}


def test_sql_that_fails(server: Server) -> None:
    """An error takes back the whole request, and tells PostgreSQL's words and code."""
    answer = server.sql("INSERT INTO author VALUES (9); SELECT 1/0")
    assert (answer["path"], answer["error"], answer["code"]) == (
        "$.args",
        "query execution failed",
        "postgres-error",
    )
    assert answer["internal"]["error"]["message"] == "division by zero"
    assert server.sql("SELECT count(*) FROM author")["result"][1] == ["2"]


def test_a_request_leaves_nothing_to_the_next(server: Server) -> None:
    """Settings, locks, temporary tables and an open transaction end with the request that made them."""
    server.sql("SET lock_timeout = 4711; SELECT pg_advisory_lock(7); CREATE TEMP TABLE author (id int)")
    seen = server.sql("SELECT current_setting('lock_timeout'), count(*) FROM author")
    assert seen["result"][1] == ["0", "2"]
    locks = server.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7")
    assert locks["result"][1] == ["0"]
    server.sql("BEGIN; INSERT INTO author VALUES (8)", no_transaction=True)
    assert server.sql("SELECT count(*) FROM author")["result"][1] == ["2"]


def test_read_only(server: Server) -> None:
    """What is to be read only cannot write."""
    answer = server.sql("DROP TABLE article", read_only=True)
    assert answer["internal"]["error"]["status_code"] == "25006"


def test_without_a_transaction(server: Server) -> None:
    """What PostgreSQL does in no transaction can be done."""
    concurrently = "CREATE INDEX CONCURRENTLY by_title ON article (title)"
    assert server.sql(concurrently)["internal"]["error"]["status_code"] == "25001"
    assert server.sql(concurrently, no_transaction=True)["result_type"] == "CommandOk"


PERMISSION = 'permission author.user.select in source "default"'
RELATIONSHIP = 'relationship author.articles in source "default"'


@pytest.mark.parametrize(
    ("statement", "needed"),
    [
        ("DROP TABLE article", f"{RELATIONSHIP}, {PERMISSION}"),
        ("ALTER TABLE article DROP title", PERMISSION),
        ("ALTER TABLE author DROP id CASCADE", f"{RELATIONSHIP}, {PERMISSION}"),
        ("ALTER TABLE article DROP CONSTRAINT article_author_id_fkey", RELATIONSHIP),
    ],
)
def test_dependents(server: Server, statement: str, needed: str) -> None:
    """SQL that drops what objects of other tables or a permission need is taken back and names them."""
    answer = server.sql(statement)
    text = f"cannot drop due to the following dependent objects: {needed}"
    assert answer == {"path": "$", "error": text, "code": "dependency-error"}
    assert server.tables() == [AUTHOR, ARTICLE]
    assert server.sql("SELECT title FROM article")["result_type"] == "TuplesOk"


def test_cascade(server: Server) -> None:
    """With `cascade` the dependent objects leave the metadata, together with what was dropped."""
    assert server.sql("DROP TABLE article", cascade=True)["result_type"] == "CommandOk"
    assert server.tables() == [AUTHOR | {"array_relationships": [], "select_permissions": []}]


def test_dropped_alone(server: Server) -> None:
    """A table that nothing else needs leaves the metadata with all that it has."""
    server.replace(AUTHOR | {"array_relationships": [], "select_permissions": []}, ARTICLE)
    server.sql("DROP TABLE article")
    assert [table["table"] for table in server.tables()] == ["author"]


def test_unchecked(server: Server) -> None:
    """Without the check everything may be dropped; the metadata is inconsistent when it is next looked at."""
    server.sql("DROP TABLE article", check_metadata_consistency=False)
    server.metadata("reload_metadata")
    assert not server.metadata("get_inconsistent_metadata")["is_consistent"]
    assert httpx.get(f"{server.url}/healthz?strict=true").status_code == 500


def test_rename(server: Server) -> None:
    """The metadata follows tables and columns to their new names, wherever it names them."""
    renames = "ALTER TABLE article RENAME TO text; ALTER TABLE text RENAME title TO name"
    assert server.sql(f"{renames}; ALTER TABLE text RENAME author_id TO writer")["result_type"] == "CommandOk"
    name = {"name": "text", "schema": "public"}
    articles = {
        "name": "articles",
        "using": {"foreign_key_constraint_on": {"table": name, "column": "writer"}},
    }
    rule = {"articles": {"name": {"_eq": "x"}}}
    permission = {"role": "user", "permission": {"columns": ["id"], "filter": rule}}
    author = {"table": "author", "array_relationships": [articles], "select_permissions": [permission]}
    assert server.tables() == [author, {"table": name}]
    assert server.metadata("get_inconsistent_metadata")["is_consistent"]
