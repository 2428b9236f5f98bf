"""From a compose project into a stack with its data, and what an export is worth: both by real programs."""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.bench.compose import find_compose
from tests.support.clones import Clone

COMPOSE = """
services:
  api:
    image: hasura/graphql-engine
    environment:
      HASURA_GRAPHQL_LOG_LEVEL: debug
      MY_KEY: my key of this test
      MY_URL: http://a.example.com/?x=$$1
"""


@dataclass(frozen=True)
class Source:
    """A compose project made of the clone's stack, whose database runs.

    Attributes:
        command: What works on it.
        printed: The commands that the export offers.
    """

    command: list[str]
    printed: list[str]

    @property
    def file(self) -> str:
        """Its compose file."""
        return self.command[self.command.index("-f") + 1]

    def sql(self, statement: str) -> str:
        """Run one statement on its database."""
        psql = [*self.command, "exec", "-T", "postgres", "psql", "-U", "hasura", "-d", "hasura", "-Atc"]
        return subprocess.run([*psql, statement], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def source(clone: Clone, tmp_path: Path) -> Iterator[Source]:
    """The clone's stack, exported; only its database is started, since the stack has the port."""
    told = clone.herm("export", "compose", "--output", str(tmp_path / "source")).stderr
    command = [*find_compose(), "-f", str(tmp_path / "source/docker-compose.yml")]
    try:
        subprocess.run([*command, "up", "-d", "postgres"], capture_output=True, check=True)
        ready = [*command, "exec", "-T", "postgres", "pg_isready", "-q", "-h", "127.0.0.1", "-U", "hasura"]
        deadline = time.monotonic() + 60
        while subprocess.run(ready, capture_output=True, check=False).returncode != 0:
            assert time.monotonic() < deadline
            time.sleep(0.5)
        yield Source(command, [line.strip() for line in told.splitlines() if line.startswith("    ")])
    finally:
        subprocess.run([*command, "down", "--volumes"], capture_output=True, check=False)


def test_data_comes_along_by_the_printed_commands(clone: Clone, source: Source) -> None:
    """The commands of an import and of an export, typed as they stand, bring a table there and back."""
    source.sql("CREATE TABLE moved AS SELECT 42 AS answer")
    told = json.loads(clone.herm("import", "compose", source.file, "--json").stdout)
    assert [step["name"] for step in told["steps"] if step["path"]] == [], "the stack has it all already"
    try:
        type_all(clone, told["commands"])
        assert clone.sql("SELECT answer FROM moved") == "42"
        assert clone.herm("status").returncode == 0
        source.sql("DROP TABLE moved")
        type_all(clone, [line for line in source.printed if "hasura.sql" in line])
        assert source.sql("SELECT answer FROM moved") == "42"
    finally:
        clone.sql("DROP TABLE IF EXISTS moved")
        (clone.folder / "hasura.sql").unlink(missing_ok=True)


def type_all(clone: Clone, commands: list[str]) -> None:
    """Type commands into a shell, one after the other, by whichever compose this machine has."""
    assert commands
    for command in commands:
        typed = command.replace("docker compose", " ".join(find_compose()))
        done = subprocess.run(
            ["sh", "-ec", typed],
            cwd=clone.folder,
            env=clone.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def test_values_are_stored_by_the_real_engine(clone: Clone, tmp_path: Path) -> None:
    """Pulumi has each value in its place, secrets encrypted; the next up would start Hasura with them."""
    file, stack = tmp_path / "docker-compose.yml", clone.folder / "Pulumi.dev.yaml"
    file.write_text(COMPOSE, encoding="utf-8")
    before = stack.read_text(encoding="utf-8")
    try:
        clone.herm("import", "compose", str(file), "--plain", "MY_URL")
        document = yaml.safe_load(stack.read_text(encoding="utf-8"))["config"]
        assert document["herm:environment"]["HASURA_GRAPHQL_LOG_LEVEL"] == "debug"
        assert document["herm:environment"]["MY_URL"] == "http://a.example.com/?x=$1"
        assert document["herm:secretEnvironment"]["MY_KEY"].keys() == {"secure"}
        assert document["herm:otherVariables"] == ["MY_KEY", "MY_URL"]
        shown = clone.herm("parity", "--stack", "dev", "--stack", "dev", "--json").stdout
        has = {row["name"]: row["left"] for row in json.loads(shown)}
        assert has["MY_URL"] == "http://a.example.com/?x=$1"
        fingerprint = hashlib.sha256(b"my key of this test").hexdigest()[:8]
        assert fingerprint in has["MY_KEY"]
    finally:
        stack.write_text(before, encoding="utf-8")
