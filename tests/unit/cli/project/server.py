"""A double of Hasura's metadata and SQL API in this process: strict about state, versions and tables.

SQL is text to it: it knows the form of a migration's step, CREATE TABLE and what fails, and refuses the rest.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import httpx

ID = "0b1c3f0e-0000-4000-8000-000000000000"
SECRET = "admin-secret-of-this-test"

_MARK = r"-- herm [0-9a-f]{16}\n"
_LOCK = r"SET LOCAL statement_timeout = '\d+s';\nSELECT pg_catalog\.pg_advisory_xact_lock\(\d+\);\n"
_GUARD = (
    r"DO \$herm\$ BEGIN\nIF EXISTS .*?cli_state->'migrations'->'(?P<database>\w+)'::text "
    r"\? '(?P<version>\d+)'::text\) THEN\nRAISE EXCEPTION '[^']*' USING ERRCODE = 'HM001';\n"
    r"END IF; END \$herm\$;\n"
)
_NOTE = r"UPDATE hdb_catalog\.hdb_version SET cli_state = .*, true\);"
_STEP = re.compile(
    rf"{_MARK}{_LOCK}{_GUARD}SET LOCAL lock_timeout = '\d+s';\n(?P<body>.*)\n;\n{_NOTE}", re.DOTALL
)
_NOTED = re.compile(rf"{_LOCK}{_GUARD}{_NOTE}", re.DOTALL)
_PLAIN = re.compile(rf"{_MARK}(?:{_LOCK})?(?P<body>.*)", re.DOTALL)


@dataclass
class Fault:
    """One request that goes wrong.

    Attributes:
        number: Which one, from 0.
        when: Whether it is lost on its way, or its answer is.
    """

    number: int
    when: Literal["before", "after"]


@dataclass
class Server:
    """What a stack has.

    Attributes:
        applied: The body of each migration or seed that was committed, in order.
        requests: The kind of each request.
        before: Called before each request, with its kind.
    """

    cli_state: Any = field(default_factory=dict)
    sources: list[dict[str, Any]] = field(default_factory=list)
    version: int = 1
    own: bool = True
    legacy: bool = False
    applied: list[str] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)
    requests: list[str] = field(default_factory=list)
    fault: Fault | None = None
    before: Callable[[str], None] = lambda _: None
    unreachable: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.document: dict[str, Any] = {"version": 3, "sources": self.sources}

    @contextmanager
    def client(self, *_: Any) -> Iterator[httpx.Client]:
        """A client of this server."""
        with httpx.Client(base_url="http://double", transport=httpx.MockTransport(self.handle)) as client:
            yield client

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        body = json.loads(request.content)
        with self.lock:
            number = len(self.requests)
            self.requests.append(body["type"])
            self.before(body["type"])
            if self.fault == Fault(number, "before"):
                raise httpx.ReadError("the connection was reset")
            answer = self._answer(request, body)
            if self.fault == Fault(number, "after"):
                raise httpx.ReadError("the connection was reset")
            return answer

    def versions(self, database: str = "default") -> list[int]:
        """The versions that the CLI would take for applied."""
        return sorted(int(one) for one in self.cli_state.get("migrations", {}).get(database, {}))

    def _answer(self, request: httpx.Request, body: dict[str, Any]) -> httpx.Response:  # noqa: PLR0911 - a table
        if request.headers.get("x-hasura-admin-secret") != SECRET:
            return _refuse("access-denied", "invalid x-hasura-admin-secret", status=401)
        kind, args = body["type"], body["args"]
        if request.url.path == "/v2/query":
            assert kind == "run_sql"
            return self._sql(**args)
        assert request.url.path == "/v1/metadata"
        match kind:
            case "export_metadata":
                assert body["version"] == 2
                return _ok({"resource_version": self.version, "metadata": self.document})
            case "get_catalog_state":
                return _ok({"id": ID, "cli_state": self.cli_state, "console_state": {}})
            case "set_catalog_state":
                assert args["type"] == "cli"
                self.cli_state = args["state"]
                return _ok({"message": "success"})
            case "reload_metadata":
                self.version += 1  # the strictest reading: every request but a question counts
                return _ok({"message": "success", **self._consistency(self.document)})
            case "get_inconsistent_metadata":
                return _ok(self._consistency(self.document))
            case "replace_metadata":
                return self._replace(body, args)
        raise AssertionError(f"unknown request {kind}")

    def _replace(self, body: dict[str, Any], args: dict[str, Any]) -> httpx.Response:
        assert body["version"] == 2
        if body["resource_version"] != self.version:
            number = body["resource_version"]
            said = f"metadata resource version referenced ({number}) did not match current version"
            return _refuse("conflict", said, path="$", status=409)
        found = self._consistency(args["metadata"])
        if not found["is_consistent"] and not args["allow_inconsistent_metadata"]:
            said = "cannot continue due to inconsistent metadata"
            return _refuse("unexpected", said, internal=found["inconsistent_objects"])
        self.document, self.version = args["metadata"], self.version + 1
        return _ok(found)

    def _consistency(self, document: dict[str, Any]) -> dict[str, Any]:
        tables = [
            table["table"]["name"] for source in document["sources"] for table in source.get("tables", ())
        ]
        reason = 'Inconsistent object: no such table/view exists in source: "{}"'
        found = [
            {
                "type": "table",
                "name": f"table {name}",
                "reason": reason.format(name),
                "definition": "hidden-one",
            }
            for name in tables
            if name not in self.tables or self.unreachable
        ]
        return {"is_consistent": not found, "inconsistent_objects": found}

    def _sql(
        self,
        source: str,
        sql: str,
        *,
        read_only: bool,
        check_metadata_consistency: bool,
        no_transaction: bool = False,
    ) -> httpx.Response:
        assert not check_metadata_consistency
        if source not in [one["name"] for one in self.document["sources"]]:
            return _refuse("not-exists", f'source with name "{source}" does not exist')
        if read_only:
            assert sql.startswith("SELECT hasura_uuid")
            return (
                _rows([[ID, "hdb_catalog.schema_migrations" if self.legacy else ""]])
                if self.own
                else _database_error("42P01", "no such relation", sql)
            )
        if step := _NOTED.fullmatch(sql) or _STEP.fullmatch(sql):
            assert self.own
            assert not no_transaction
            version = step["version"]
            if version in self.cli_state.get("migrations", {}).get(source, {}):
                return _database_error("HM001", "herm: this migration is already applied", sql)
            refusal = self._run(step["body"], sql) if step.re is _STEP else None
            if refusal is None:
                self._note(step["database"], version)
            return refusal or _ok({"result_type": "CommandOk", "result": None})
        plain = _PLAIN.fullmatch(sql)
        refusal = self._run(plain["body"] if plain else sql, sql)
        return refusal or _ok({"result_type": "CommandOk", "result": None})

    def _run(self, body: str, sql: str) -> httpx.Response | None:
        for name in re.findall(r"CREATE TABLE (\w+)", body):
            if name in self.tables:
                return _database_error("42P07", f'relation "{name}" already exists', sql)
        if failing := re.search(r"FAIL (\w{5})", body):
            return _database_error(failing[1], "it fails", sql)
        self.tables |= set(re.findall(r"CREATE TABLE (\w+)", body))
        self.tables -= set(re.findall(r"DROP TABLE (\w+)", body))
        self.applied.append(body)
        return None

    def _note(self, database: str, version: str) -> None:
        migrations = self.cli_state.get("migrations", {})
        own = {**migrations.get(database, {}), version: False}
        settings = {"migration_mode": "true", **self.cli_state.get("settings", {})}
        state = {
            "migrations": {**migrations, database: own},
            "settings": settings,
            "isStateCopyCompleted": True,
        }
        self.cli_state = {**self.cli_state, **state}


def _ok(body: Any) -> httpx.Response:
    return httpx.Response(200, json=body)


def _rows(rows: list[list[str]]) -> httpx.Response:
    return _ok({"result_type": "TuplesOk", "result": [["name"] * len(rows[0]), *rows]})


def _refuse(
    code: str, error: str, path: str = "$.args", status: int = 400, internal: Any = None
) -> httpx.Response:
    body = {"path": path, "error": error, "code": code}
    return httpx.Response(status, json=body if internal is None else {**body, "internal": internal})


def _database_error(sqlstate: str, message: str, sql: str) -> httpx.Response:
    error = {"exec_status": "FatalError", "hint": None, "message": message, "status_code": sqlstate}
    internal = {
        "statement": sql,
        "prepared": False,
        "arguments": [],
        "error": {**error, "description": "hidden-two"},
    }
    return _refuse("postgres-error", "query execution failed", internal=internal)
