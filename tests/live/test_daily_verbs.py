"""`./herm logs`, `./herm psql` and `./herm open` on a clone that is up, and on one that is not."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.live.containers import docker
from tests.support.clones import Clone


def typed(clone: Clone, script: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a line of shell in the clone; a pipe's code is that of its first part that fails."""
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {script}"],
        cwd=clone.folder,
        env=clone.environment(),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def test_logs_of_each_container(clone: Clone) -> None:
    """Hasura's lines unless PostgreSQL's are asked for, and no more of them than wanted."""
    httpx.get(f"{clone.url}/v1/version", headers={"x-request-id": "asked-for"})
    assert "asked-for" in clone.herm("logs").stdout
    assert len(clone.herm("logs", "--tail", "1").stdout.splitlines()) == 1
    database = clone.herm("logs", "postgres", "--tail", "100000")
    assert "ready to accept connections" in database.stdout + database.stderr


@contextmanager
def asked(clone: Clone, name: str) -> Iterator[None]:
    """Requests under a name, again and again: what comes before docker listens is not told."""
    ask = (
        f"while curl -s -H 'x-request-id: {name}' {clone.url}/v1/version -o .herm/version; do sleep 0.1; done"
    )
    with subprocess.Popen(["sh", "-c", ask], cwd=clone.folder) as asking:
        try:
            yield
        finally:
            asking.kill()


def test_logs_follow_until_ctrl_c(clone: Clone) -> None:
    """What comes is shown as it comes; Ctrl-C ends it without a word, and ends docker with it."""
    with asked(clone, "followed"), clone.popen("logs", "-f", "--tail", "0") as process:
        assert process.stdout is not None
        next(line for line in process.stdout if "followed" in line)
        os.killpg(process.pid, signal.SIGINT)
        rest = process.stdout.read()
    assert process.returncode == 130
    assert all(line.startswith("{") for line in rest.splitlines())


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        ("./herm logs | head -1", 1),
        ("./herm logs -f | head -1", 1),
        ("./herm psql -- -Atc 'select generate_series(1, 100000)' | head -2", 2),
    ],
)
def test_reader_that_goes(clone: Clone, script: str, lines: int) -> None:
    """A reader that has enough ends the verb, without a word."""
    # A line that comes after the reader has gone is what ends `logs -f`.
    ask = f"(while curl -s {clone.url}/v1/version -o .herm/version; do sleep 0.1; done) & asking=$!; "
    done = typed(clone, f"{ask}{script}; code=$?; kill $asking; exit $code")
    assert done.returncode in {0, 141}
    assert (len(done.stdout.splitlines()), done.stderr) == (lines, "")


def test_psql(clone: Clone) -> None:
    """Statements from standard input and from arguments; the exit code is psql's own."""
    assert "42" in typed(clone, "./herm psql", "select 40 + 2;").stdout
    assert clone.herm("psql", "--", "-Atc", "select current_user").stdout == "hasura\n"
    failed = clone.herm("psql", "--", "-c", "selec 1", check=False)
    assert failed.returncode == 1
    assert "syntax error" in failed.stderr


@pytest.fixture
def stopped(clone: Clone) -> Iterator[Clone]:
    """The clone with both containers stopped by hand."""
    names = [f"{clone.name}-hasura", f"{clone.name}-postgres"]
    docker("stop", *names)
    try:
        yield clone
    finally:
        docker("start", *reversed(names))


def test_stack_that_was_stopped(stopped: Clone) -> None:
    """The log is still there; psql and the console are not, and the command that brings them back is told."""
    assert stopped.herm("logs").stdout
    for verb in ("psql", "open"):
        done = stopped.herm(verb, check=False)
        assert (done.returncode, done.stdout) == (1, "")
        assert "does not run\n    ./herm up\n" in done.stderr


def test_stack_that_never_was(tmp_path: Path) -> None:
    """In a fresh clone each verb says what makes the stack."""
    fresh = Clone(tmp_path / "fresh", ready=True)
    for verb in ("logs", "psql", "open"):
        done = fresh.herm(verb, check=False)
        assert (done.returncode, done.stdout) == (1, "")
        assert "    ./herm up\n" in done.stderr


@pytest.fixture
def browser(clone: Clone) -> Iterator[Path]:
    """A double of a browser, which writes down what it is asked to open."""
    program, opened = clone.folder / ".herm/browser", clone.folder / ".herm/opened"
    program.write_text(f'#!/bin/sh\necho "$1" >{opened}\n', encoding="utf-8")
    program.chmod(0o755)
    yield opened
    opened.unlink(missing_ok=True)


def test_open_at_a_terminal(clone: Clone, browser: Path) -> None:
    """At a terminal the browser is asked to open the console, and the way to the secret is told."""
    terminal, inside = pty.openpty()
    environment = clone.environment(BROWSER=str(browser.with_name("browser")), TERM="dumb")
    command = ["./herm", "open"]
    try:
        done = subprocess.run(
            command,
            cwd=clone.folder,
            env=environment,
            stdout=inside,
            stderr=subprocess.PIPE,
            text=True,
            check=True,
        )
        assert os.read(terminal, 1000).decode().split() == [f"{clone.url}/console"]
    finally:
        os.close(terminal)
        os.close(inside)
    assert browser.read_text(encoding="utf-8") == f"{clone.url}/console\n"
    assert "./herm open --secret" in done.stderr


def test_open_in_a_pipe(clone: Clone, browser: Path) -> None:
    """In a pipe nothing is opened: the address is the result, and so is the secret, which lets in."""
    done = clone.herm("open", BROWSER=str(browser.with_name("browser")))
    assert done.stdout == f"{clone.url}/console\n"
    assert not browser.exists()
    secret = clone.herm("open", "--secret").stdout.rstrip("\n")
    url = clone.herm("open", "--print").stdout.rstrip("\n")
    answer = httpx.post(
        f"{url}/v1/graphql",
        json={"query": "{ __typename }"},
        headers={"x-hasura-admin-secret": secret},
        timeout=30,
    )
    assert answer.json() == {"data": {"__typename": "query_root"}}


def test_status_names_what_only_hasura_serves(clone: Clone) -> None:
    """What the metadata has and the stand-in does not serve is named as long as it is there."""
    admin = {"x-hasura-admin-secret": clone.herm("open", "--secret").stdout.strip()}

    def ask(kind: str, args: object) -> Any:
        body = {"type": kind, "args": args}
        return httpx.post(f"{clone.url}/v1/metadata", json=body, headers=admin, timeout=60).json()

    before = ask("export_metadata", {})
    action = {"name": "pay", "definition": {"handler": "http://nowhere", "kind": "synchronous"}}
    ask("replace_metadata", before | {"actions": [action]})
    try:
        assert "kept for Hasura: action pay" in clone.herm("status").stdout
        assert json.loads(clone.herm("status", "--json").stdout)["keptOnly"] == ["action pay"]
    finally:
        ask("replace_metadata", before)
    assert "kept for Hasura" not in clone.herm("status").stdout
