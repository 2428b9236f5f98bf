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

_MARK = r"-- herm \d+ [0-9a-f]{16}\n"
_LOCK = r"SET LOCAL statement_timeout = '\d+s';\nSELECT pg_catalog\.pg_advisory_xact_lock\(\d+\);\n"
_GUARD = (
    r"DO \$herm\$ BEGIN\nIF EXISTS .*? = 'true'\) THEN\nRAISE EXCEPTION '[^']*' USING ERRCODE = 'HM002';\n"
    r"END IF;\nIF EXISTS .*?cli_state->'migrations'->'\w+'::text "
    r"\? '\d+'::text\) THEN\nRAISE EXCEPTION '[^']*' USING ERRCODE = 'HM001';\n"
    r"END IF; END \$herm\$;\n"
)
_NOTE = (
    r"UPDATE hdb_catalog\.hdb_version SET cli_state = CASE [^\n]*\n\|\| pg_catalog\.jsonb_build_object\(\n"
    r"'migrations', [^\n]*\n'(?P<database>\w+)'::text, [^\n]*jsonb_build_object\('(?P<version>\d+)'::text, "
    r"(?P<begun>true|false)\)\),\n[^\n]*\n'isStateCopyCompleted', true\);"
)
_STEP = re.compile(
    rf"{_MARK}{_LOCK}{_GUARD}SET LOCAL lock_timeout = '\d+s';\n(?P<body>.*)\n;\n{_NOTE}", re.DOTALL
)
_BEGUN = re.compile(rf"{_LOCK}{_GUARD}{_NOTE}", re.DOTALL)
_NOTED = re.compile(rf"{_LOCK}{_NOTE}", re.DOTALL)
_TAKEN_BACK = re.compile(
    rf"{_LOCK}UPDATE hdb_catalog\.hdb_version SET "  # noqa: S608 - a form of SQL
    r"cli_state = cli_state #- ARRAY\['migrations', "
    r"'(?P<database>\w+)'::text, '(?P<version>\d+)'::text\]\nWHERE [^\n]* = 'true';",
    re.DOTALL,
)
_STEPS = (_STEP, _BEGUN, _NOTED, _TAKEN_BACK)
_PLAIN = re.compile(rf"{_MARK}(?:{_LOCK})?(?P<body>.*)", re.DOTALL)


How = Literal["lost", "answer lost", "error", "error afterwards", "killed", "killed afterwards"]


class Killed(BaseException):
    """The end of a run that nothing in it can catch."""


@dataclass
class Fault:
    """One request that goes wrong.

    Attributes:
        number: Which one, from 0.
        how: It is lost on its way, or its answer is; a server in trouble answers, before or after it is done;
            or the run is killed before it sends it, or after it is done.
    """

    number: int
    how: How


@dataclass
class Server:
    """What a stack has.

    Attributes:
        applied: The body of each migration or seed that was committed, in order.
        requests: The kind of each request.
        at_it: Whether a migration that was begun still runs.
        before: Called before each request, with its kind.
        secret: The admin secret.
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
    at_it: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)
    secret: str = SECRET

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
            fault = self.fault if self.fault is not None and self.fault.number == number else None
            if fault is None:
                return self._answer(request, body)
            if fault.how in ("answer lost", "error afterwards", "killed afterwards"):
                self._answer(request, body)
            if fault.how.startswith("error"):
                return _refuse("unexpected", "connection error", status=500)
            raise Killed if fault.how.startswith("killed") else httpx.ReadError("the connection was reset")

    def state(self) -> dict[str, Any]:
        """What a fresh copy of this stack has."""
        kept = ("cli_state", "sources", "version", "own", "applied", "tables", "requests", "document")
        return {name: self.__dict__[name] for name in kept}

    def versions(self, database: str = "default") -> list[int]:
        """The versions that the CLI would take for applied."""
        return sorted(int(one) for one in self.cli_state.get("migrations", {}).get(database, {}))

    def _answer(self, request: httpx.Request, body: dict[str, Any]) -> httpx.Response:  # noqa: PLR0911 - a table
        if request.headers.get("x-hasura-admin-secret") != self.secret:
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
        if read_only and "pg_stat_activity" in sql:
            return _rows([["1" if self.at_it else "0"]])
        if read_only:
            assert sql.startswith("SELECT hasura_uuid")
            return (
                _rows([[ID, "hdb_catalog.schema_migrations" if self.legacy else ""]])
                if self.own
                else _database_error("42P01", "no such relation", sql)
            )
        step = next((found for form in _STEPS if (found := form.fullmatch(sql))), None)
        if step is not None:
            assert self.own
            assert not no_transaction
            return self._step(step, sql)
        plain = _PLAIN.fullmatch(sql)
        refusal = self._run(plain["body"] if plain else sql, sql)
        return refusal or _ok({"result_type": "CommandOk", "result": None})

    def _step(self, step: re.Match[str], sql: str) -> httpx.Response:
        """One of herm's own steps, each a transaction: the guard, the migration, the note."""
        database, version = step["database"], step["version"]
        noted = self.cli_state.get("migrations", {}).get(database, {})
        if step.re is _TAKEN_BACK:
            if noted.get(version) is True:
                del noted[version]
        elif step.re is not _NOTED and noted.get(version) is True:
            return _database_error("HM002", "herm: this migration is begun", sql)
        elif step.re is not _NOTED and version in noted:
            return _database_error("HM001", "herm: this migration is already applied", sql)
        else:
            if step.re is _STEP and (refusal := self._run(step["body"], sql)):
                return refusal
            self._note(database, version, begun=step["begun"] == "true")
        return _ok({"result_type": "CommandOk", "result": None})

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

    def _note(self, database: str, version: str, *, begun: bool) -> None:
        migrations = self.cli_state.get("migrations", {})
        own = {**migrations.get(database, {}), version: begun}
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
