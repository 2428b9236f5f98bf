"""A Hasura project on a stack that is up: real PostgreSQL, the metadata API, real interruptions.

The state of migrations is read and written here by a client of its own, as Hasura's CLI does it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.project.api import Api
from cli.project.steps.apply import apply
from cli.project.steps.migrate import Limits
from cli.project.work import compare
from delivery.folder.project import read_project
from delivery.sql.refusals import MARKER
from infra.problems import ProblemsError
from infra.secret import Secret
from tests.support.clones import Clone
from tests.unit.delivery.project_files import DATABASES, write

TABLES = "metadata/databases/default/tables/tables.yaml"
SECOND = "CREATE TABLE herm_b (id int);\r\nINSERT INTO herm_a VALUES (1, 'a\r\nb')"
PROJECT = {
    "config.yaml": "version: 3\n",
    "metadata/databases/databases.yaml": DATABASES,
    TABLES: "- table: {schema: public, name: herm_a}\n- table: {schema: public, name: herm_b}\n",
    "migrations/default/1_a/up.sql": "CREATE TABLE herm_a (id int, name text);\n-- Änderung; COMMIT",
    "migrations/default/2_b/up.sql": SECOND,
    "migrations/default/3_i/up.sql": f"{MARKER}\nCREATE INDEX CONCURRENTLY herm_i ON herm_a (name);",
}
PUBLISHED = {
    "settings": {"migration_mode": "true"},
    "migrations": {"default": {"1": False, "2": False, "3": False}},
    "isStateCopyCompleted": True,
}


@dataclass
class Cli:
    """What Hasura's CLI asks of a server, by its own requests."""

    url: str
    secret: str

    def post(self, path: str, kind: str, args: Any, **more: Any) -> Any:
        """One request; it has to succeed."""
        headers = {"x-hasura-admin-secret": self.secret}
        body = {"type": kind, "args": args, **more}
        answer = httpx.post(f"{self.url}{path}", json=body, headers=headers, timeout=60, trust_env=False)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def state(self) -> Any:
        """The state as the CLI reads it."""
        return self.post("/v1/metadata", "get_catalog_state", {})["cli_state"]

    def set_state(self, state: Any) -> None:
        """The state as the CLI writes it: as a whole."""
        self.post("/v1/metadata", "set_catalog_state", {"type": "cli", "state": state})

    def sql(self, sql: str) -> Any:
        """SQL as the CLI sends a migration."""
        return self.post("/v2/query", "run_sql", {"source": "default", "sql": sql})

    def metadata(self) -> Any:
        """The metadata."""
        return self.post("/v1/metadata", "export_metadata", {})

    def clean(self, metadata: Any) -> None:
        """Leave nothing of a project."""
        replace = {"metadata": metadata, "allow_inconsistent_metadata": True}
        self.post("/v1/metadata", "replace_metadata", replace, version=2)
        self.sql("DROP TABLE IF EXISTS herm_a, herm_b, herm_c")
        self.set_state({})


@dataclass
class Stage:
    """A clone with a project."""

    clone: Clone
    cli: Cli
    bare: Any
    folder: Path

    def clean(self) -> None:
        """Take the project off the stack again."""
        self.cli.clean(self.bare)

    def migration(self, name: str, sql: str) -> None:
        """One more migration."""
        write(self.folder, {f"migrations/default/{name}/up.sql": sql})

    def wait_for(self, sql: str) -> None:
        """Wait until a statement of a migration runs."""
        runs = f"state = 'active' AND query LIKE '-- herm %{sql}%'"
        ask = f"SELECT count(*) FROM pg_stat_activity WHERE {runs}"  # noqa: S608 - the test's own words
        deadline = time.monotonic() + 60
        while self.clone.sql(ask) == "0":
            assert time.monotonic() < deadline, f"{sql} does not run"
            time.sleep(0.1)


@dataclass
class Fails(httpx.BaseTransport):
    """A connection on which one answer to a change is lost: the server has done it, and nobody knows."""

    number: int
    sent: int = 0
    real: httpx.HTTPTransport = field(default_factory=httpx.HTTPTransport)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and perhaps lose the answer."""
        answer = self.real.handle_request(request)
        body = json.loads(request.content)
        self.sent += body["type"] == "replace_metadata" or body["args"].get("read_only") is False
        if self.sent == self.number:
            self.sent += 1
            answer.read()
            raise httpx.ReadError("lost")
        return answer


@pytest.fixture
def stage(clone: Clone) -> Iterator[Stage]:
    """The session's clone with a project in it; nothing of it is left afterwards."""
    cli = Cli(clone.url, clone.herm("open", "--secret").stdout.strip())
    found = Stage(clone, cli, cli.metadata(), write(clone.folder / "project", PROJECT))
    try:
        yield found
    finally:
        shutil.rmtree(found.folder)
        found.clean()


def test_herm_and_the_cli_agree(stage: Stage) -> None:
    """What herm applies is applied to the CLI, and what the CLI applies herm does not apply again."""
    stage.cli.set_state(
        {"migrations": None, "settings": None, "isStateCopyCompleted": False}
    )  # as Go writes it
    done = stage.clone.herm("project", "apply")
    assert "migrations: 3" in done.stderr
    assert stage.cli.state() == PUBLISHED
    assert stage.clone.sql("SELECT name = E'a\\r\\nb' FROM herm_a") == "t"
    stage.migration("4_c", "CREATE TABLE herm_c (id int);")
    stage.cli.sql("CREATE TABLE herm_c (id int);")
    state = stage.cli.state()
    state["migrations"]["default"]["4"] = False
    stage.cli.set_state(state)
    verified = "Stack dev: as the project says\n"
    assert stage.clone.herm("project", "verify").stdout == verified
    stage.cli.post("/v1/metadata", "pg_track_table", {"source": "default", "table": "herm_c"})
    stage.clone.herm("project", "export", "--yes")
    assert stage.clone.herm("project", "verify").stdout == verified


def test_up_applies_it_when_its_files_change(stage: Stage) -> None:
    """`./herm up` brings dev to the project at its end, once for each change; seeds only when asked."""
    write(stage.folder, {"seeds/default/1_seed.sql": "INSERT INTO herm_b VALUES (7);"})
    stage.clone.herm("up")
    assert stage.cli.state() == PUBLISHED
    assert stage.clone.sql("SELECT count(*) FROM herm_b") == "0"
    assert "Nothing to do" in stage.clone.herm("up").stderr
    stage.migration("4_c", "CREATE TABLE herm_c (id int);")
    stage.clone.herm("up", "--seeds")
    assert stage.clone.sql("SELECT count(*) FROM herm_b, pg_class WHERE relname = 'herm_c'") == "1"


def run(stage: Stage, transport: httpx.BaseTransport) -> None:
    """Apply the stage's project in this process, over a connection of one's own."""
    with httpx.Client(base_url=stage.clone.url, transport=transport, timeout=60) as client:
        work = compare(read_project(stage.folder), Api(client, Secret(stage.cli.secret), "dev"))
        apply(work, Limits(), lambda _: None)


def test_every_answer_lost_once(stage: Stage) -> None:
    """Whichever answer to a change is lost, the next run ends whole, and no statement has run twice."""
    (stage.folder / "migrations/default/3_i/up.sql").unlink()
    for number in (1, 2, 3):
        stage.clean()
        fails = Fails(number)
        with pytest.raises(ProblemsError, match="does not answer"):
            run(stage, fails)
        run(stage, httpx.HTTPTransport())
        assert stage.cli.state()["migrations"] == {"default": {"1": False, "2": False}}
        assert stage.cli.sql("SELECT count(*) FROM herm_a")["result"][1] == ["1"]
        assert len(stage.cli.metadata()["sources"][0]["tables"]) == 2


@pytest.mark.parametrize(("number", "is_there"), [(3, False), (4, True)], ids=["begun", "run"])
def test_what_runs_outside_of_a_transaction_runs_once(stage: Stage, number: int, is_there: bool) -> None:
    """Whether the note or the SQL was the last thing that went out, a person is asked; then it ends whole."""
    with pytest.raises(ProblemsError, match="does not answer"):
        run(stage, Fails(number))
    assert stage.clone.sql("SELECT to_regclass('herm_i') IS NOT NULL") == ("t" if is_there else "f")
    done = stage.clone.herm("project", "apply", check=False)
    assert "3_i/up.sql: was begun by a run that did not see its end" in done.stderr
    stage.clone.herm("project", "resolve", "default/3", "--applied" if is_there else "--not-applied")
    stage.clone.herm("project", "apply")
    assert stage.cli.state() == PUBLISHED
    assert stage.clone.herm("project", "verify").returncode == 0


def test_killed_while_a_statement_runs(stage: Stage) -> None:
    """A killed run leaves its statement to the server; the next run waits for it and finds it done."""
    stage.migration("2_b", "CREATE TABLE herm_b (id int); SELECT pg_sleep(4); INSERT INTO herm_b VALUES (1);")
    run = stage.clone.popen("project", "apply")
    stage.wait_for("pg_sleep")
    os.killpg(run.pid, signal.SIGKILL)
    run.communicate()
    stage.clone.herm("project", "apply")
    assert stage.cli.state() == PUBLISHED
    assert stage.clone.sql("SELECT count(*) FROM herm_b") == "1"


def test_interrupted_while_a_statement_runs(stage: Stage) -> None:
    """Ctrl-C ends the statement on the server too: nothing of it is applied, and the table is free again."""
    stage.migration("2_b", "CREATE TABLE herm_b (id int); SELECT pg_sleep(600);")
    run = stage.clone.popen("project", "apply")
    stage.wait_for("pg_sleep")
    os.killpg(run.pid, signal.SIGINT)
    printed, _ = run.communicate(timeout=60)
    assert run.returncode == 130, printed
    assert "interrupted" in printed
    assert list(stage.cli.state()["migrations"]["default"]) == ["1"]
    assert stage.clone.sql("SELECT to_regclass('herm_b') IS NULL") == "t"


def test_two_at_once(stage: Stage) -> None:
    """Of two runs at once each migration is applied once, and both end well."""
    (stage.folder / "migrations/default/3_i/up.sql").unlink()
    stage.migration("1_a", "SELECT pg_sleep(2); CREATE TABLE herm_a (id int PRIMARY KEY, name text);")
    runs = [stage.clone.popen("project", "apply") for _ in range(2)]
    printed = [run.communicate(timeout=120)[0] for run in runs]
    ends = [(run.returncode, said) for run, said in zip(runs, printed, strict=True)]
    assert all(code == 0 or "changed by somebody else" in said for code, said in ends), ends
    assert 0 in dict(ends), ends
    assert stage.clone.herm("project", "verify").returncode == 0


def test_limits(stage: Stage) -> None:
    """A statement that runs too long is stopped, one that waits for a lock too long gives up, both whole."""
    stage.migration("1_a", "CREATE TABLE herm_a (id int); SELECT pg_sleep(60);")
    done = stage.clone.herm("project", "apply", "--statement-timeout", "1", check=False)
    assert "a statement took more than 1 seconds; nothing of it is applied" in done.stderr
    assert stage.clone.sql("SELECT to_regclass('herm_a') IS NULL") == "t"
    stage.cli.sql("CREATE TABLE herm_c (id int)")
    stage.migration("1_a", "ALTER TABLE herm_c ADD name text;")
    psql = ["docker", "exec", "-i", f"{stage.clone.name}-postgres", "psql", "-U", "hasura", "-d", "hasura"]
    with subprocess.Popen(psql, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin
        assert holder.stdout
        holder.stdin.write("BEGIN; LOCK TABLE herm_c; SELECT 'held';\n")
        holder.stdin.flush()
        while "held" not in holder.stdout.readline():
            pass
        done = stage.clone.herm("project", "apply", "--lock-timeout", "1", check=False)
    assert "waited 1 seconds for a lock that somebody holds; nothing of it is applied" in done.stderr
