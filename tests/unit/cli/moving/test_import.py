"""`./herm import compose`: where each name of a compose file goes."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cli.verbs.compose.into import EXAMPLES
from infra.config.settings import parse
from tests.support.commands import of_page
from tests.support.configurations import GOOD, PROD
from tests.support.paths import ROOT
from tests.unit.cli.verbs import Done, herm

JWT = json.dumps({"type": "HS256", "key": "of-the-compose-file-0123456789abcdef"})
SECRETS = ("admin-secret-of-compose", "of-the-compose-file", "secret-of-the-action", "password-of-the-source")
COMPOSE = """
services:
  db:
    image: postgres:15
    environment: {POSTGRES_PASSWORD: password-of-the-source}
  api:
    image: hasura/graphql-engine:v2.36.0
    ports: ["127.0.0.1:${PORT:-9090}:8080"]
    env_file: api.env
    environment:
      HASURA_GRAPHQL_DATABASE_URL: postgres://me:password-of-the-source@db:5432/app
      PG_DATABASE_URL: postgres://me:password-of-the-source@db:5432/app
      HASURA_GRAPHQL_ADMIN_SECRET: ${ADMIN}
      HASURA_GRAPHQL_CORS_DOMAIN: https://app.example.com
      HASURA_GRAPHQL_DEV_MODE: "true"
      HASURA_GRAPHQL_LOG_LEVEL: debug
      HASURA_GRAPHQL_SERVER_PORT: 8080
      ACTION_SECRET: secret-of-the-action
      ACTION_URL: http://actions.example.com/
"""


@dataclass
class Engine:
    """A double of the engine that keeps what is stored, and fails when it is told to.

    Attributes:
        stored: Value and whether it is secret, by path.
        breaks_at: The path at which it fails.
    """

    file: Path
    stored: dict[str, tuple[str, bool]] = field(default_factory=dict)
    breaks_at: str = ""

    def set_value(self, stack: str, path: str, value: str, *, secret: bool) -> None:
        """Keep a value, and change the stack's file as Pulumi does."""
        assert stack in ("dev", "prod")
        if path == self.breaks_at:
            raise KeyboardInterrupt
        self.stored[path] = (value, secret)
        self.file.write_text(self.file.read_text() + f"# {path}\n")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Engine:
    """Two stacks with good settings, whose engine is a double, and a compose file beside them."""
    found = Engine(tmp_path / "Pulumi.dev.yaml")
    found.file.write_text("before\n")

    def revealed(stack: str) -> Mapping[str, str]:
        return PROD if stack == "prod" else GOOD

    @contextmanager
    def exclusively(_: str) -> Iterator[None]:
        yield

    monkeypatch.setattr("cli.verbs.compose.into.revealed", revealed)
    monkeypatch.setattr("cli.verbs.compose.into.exclusively", exclusively)
    monkeypatch.setattr("cli.verbs.compose.into.clone_engine", lambda _: found)
    monkeypatch.setattr("cli.moving.store.stack_file", lambda _: found.file)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("ADMIN=admin-secret-of-compose\n")
    (tmp_path / "api.env").write_text(f"HASURA_GRAPHQL_JWT_SECRET='{JWT}'\n")
    (tmp_path / "docker-compose.yml").write_text(COMPOSE)
    return found


def run(*arguments: str) -> Done:
    """Import the compose file; no secret of it is ever printed."""
    done = herm("import", "compose", "docker-compose.yml", *arguments)
    assert not [secret for secret in SECRETS if secret in done.out + done.err]
    return done


def test_each_name_has_its_place(engine: Engine) -> None:
    """Secrets are stored as secrets, settings as settings, and the source's database becomes the stack's."""
    assert run().code == 0
    own = parse("dev", GOOD).database_url.reveal()
    assert engine.stored == {
        "adminSecret": ("admin-secret-of-compose", True),
        "jwtSecret": (JWT, True),
        "corsDomain": ("https://app.example.com", False),
        "hasuraPort": ("9090", False),
        "environment.HASURA_GRAPHQL_LOG_LEVEL": ("debug", False),
        "secretEnvironment.ACTION_SECRET": ("secret-of-the-action", True),
        "secretEnvironment.ACTION_URL": ("http://actions.example.com/", True),
        "secretEnvironment.PG_DATABASE_URL": (own, True),
        "otherVariables[0]": ("ACTION_SECRET", False),
        "otherVariables[1]": ("ACTION_URL", False),
        "otherVariables[2]": ("PG_DATABASE_URL", False),
    }


def test_what_was_done_with_each_name_is_told(engine: Engine) -> None:  # noqa: ARG001
    """A line for each name, also for those that go nowhere, with the reason."""
    rows = json.loads(run("--json").out)["steps"]
    told = {row["name"]: (row["what"], row["reason"]) for row in rows}
    assert told["HASURA_GRAPHQL_DATABASE_URL"] == ("left", "the stack has a database of its own")
    assert told["HASURA_GRAPHQL_DEV_MODE"] == ("left", "the stack has it already")
    assert told["HASURA_GRAPHQL_SERVER_PORT"][0] == "left"
    assert "no digest" in told["api.image"][1]
    assert "no digest" in told["db.image"][1]
    assert told["ACTION_URL"] == (
        "secret",
        "not Hasura's own, so a secret unless you say: --plain ACTION_URL",
    )
    assert all(row["name"] in run("--dry-run").out for row in rows)


def test_dry_run_stores_nothing(engine: Engine) -> None:
    """The table is the same, and nothing is stored."""
    table = run("--dry-run").out
    assert engine.stored == {}
    assert engine.file.read_text() == "before\n"
    assert run().out == table


def test_user_says_what_is_plain_and_what_stays(engine: Engine) -> None:
    """--plain makes a setting of a variable of one's own, --leave takes a name out."""
    run("--plain", "ACTION_URL", "--leave", "ACTION_SECRET", "--leave", "api.ports")
    assert engine.stored["environment.ACTION_URL"] == ("http://actions.example.com/", False)
    assert "secretEnvironment.ACTION_SECRET" not in engine.stored
    assert "hasuraPort" not in engine.stored


@pytest.mark.parametrize(
    ("line", "name", "reason"),
    [
        ("HASURA_GRAPHQL_ADMIN_SECRET: short", "HASURA_GRAPHQL_ADMIN_SECRET", "at least 16"),
        ("HASURA_GRAPHQL_DEV_MODE: 1", "HASURA_GRAPHQL_DEV_MODE", "true or false"),
        ("HASURA_GRAPHQL_REDIS_URL: redis://r", "HASURA_GRAPHQL_REDIS_URL", "Community Edition"),
        ("my.name: x", "my.name", "not a name"),
    ],
)
def test_what_cannot_be_taken_is_refused_before_anything_is_stored(
    engine: Engine, line: str, name: str, reason: str
) -> None:
    """The problem has the name of the compose file, the reason, and the command that leaves it out."""
    file = Path("docker-compose.yml")
    lines = [one for one in COMPOSE.splitlines() if name not in one]
    file.write_text("\n".join([*lines, f"      {line}", ""]))
    done = run()
    assert done.code == 1
    assert f"services.api {name}" in done.err
    assert reason in done.err
    assert engine.stored == {}
    assert f"./herm import compose docker-compose.yml --leave {name}" in done.err
    assert run("--leave", name).code == 0


def test_secret_that_hasura_would_not_start_with(engine: Engine) -> None:
    """A JWT secret that is none is refused with the words of ./herm jwt check."""
    Path("api.env").write_text('HASURA_GRAPHQL_JWT_SECRET=\'{"type": "HS256"}\'\n')
    done = run()
    assert (done.code, engine.stored) == (1, {})
    assert "Hasura would not start" in done.err
    assert "--leave" in done.err


def test_failure_leaves_the_stack_as_it_was(engine: Engine) -> None:
    """An import that breaks off in the middle puts the stack's file back."""
    engine.breaks_at = "jwtSecret"
    assert run().code == 130
    assert engine.stored != {}
    assert engine.file.read_text() == "before\n"


def test_several_services_need_a_choice(engine: Engine) -> None:
    """Which of two is meant is asked for, by the option that says it."""
    twice = (
        COMPOSE.replace("  api:", "  api: &api", 1)
        + "  other:\n    <<: *api\n    image: hasura/graphql-engine\n"
    )
    Path("docker-compose.yml").write_text(twice)
    assert "--service api" in run().err
    assert run("--service", "other").code == 0
    assert "no service nope" in run("--service", "nope").err
    assert engine.stored["adminSecret"] == ("admin-secret-of-compose", True)


def test_prod_does_not_become_a_developers_machine(engine: Engine) -> None:
    """What herm says of prod for a reason stays, with the command that changes it all the same."""
    Path("docker-compose.yml").write_text(COMPOSE + '      HASURA_GRAPHQL_ENABLE_CONSOLE: "true"\n')
    done = run("--stack", "prod", "--json")
    told = {row["name"]: row for row in json.loads(done.out)["steps"]}
    assert told["HASURA_GRAPHQL_ENABLE_CONSOLE"]["what"] == "left"
    assert "pulumi config set" in told["HASURA_GRAPHQL_ENABLE_CONSOLE"]["reason"]
    assert "hasuraPort" not in engine.stored
    assert json.loads(done.out)["commands"] == []


def commands(text: str) -> list[str]:
    """The commands that move the data, for a compose file with this address."""
    Path("docker-compose.yml").write_text(text)
    found: list[str] = json.loads(run("--json").out)["commands"]
    return found


def test_commands_that_move_the_data(engine: Engine) -> None:  # noqa: ARG001
    """From the source's own service, once or twice, else from where the database is."""
    inside = "docker compose -f docker-compose.yml exec -T db pg_dump -U me -d app --no-owner --no-privileges"
    assert commands(COMPOSE) == [
        f"{inside} >hasura.sql",
        "./herm up",
        "docker stop herm-dev-hasura",
        "./herm psql -- -c 'DROP SCHEMA IF EXISTS hdb_catalog CASCADE'",
        "./herm psql -- -v ON_ERROR_STOP=1 --single-transaction <hasura.sql",
        "./herm up --full",
    ]
    other = "      HASURA_GRAPHQL_METADATA_DATABASE_URL: postgres://me:x@db:5432/meta\n"
    assert commands(COMPOSE + other)[:2] == [
        f"{inside} -N hdb_catalog >hasura.sql",
        f"{inside.replace('-d app', '-d meta')} -n hdb_catalog >>hasura.sql",
    ]
    outside = COMPOSE.replace("@db:5432/app", "@db.example.com/app")
    assert commands(outside)[0].startswith("pg_dump -h db.example.com -p 5432 -U me -d app ")


def test_commands_of_page_and_help(engine: Engine) -> None:  # noqa: ARG001
    """Each command of docs/compose.md and of the help does what it says, word for word."""
    lines = [*of_page(ROOT / "docs/compose.md"), *(line.strip() for line in EXAMPLES.splitlines())]
    typed = [shlex.split(line) for line in lines if line.startswith("./herm import ")]
    assert len(typed) == 5
    assert [words for words in typed if herm(*words[1:]).code != 0] == []
