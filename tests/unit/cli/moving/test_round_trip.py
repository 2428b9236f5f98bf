"""What is exported comes back as the same settings."""

from __future__ import annotations

import json
import shlex
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.moving.exported import exported
from cli.moving.files import write_files
from cli.moving.services import service_steps
from cli.moving.source import Source, read_source
from cli.moving.step import Choice, changed
from cli.moving.variables import Variables
from cli.verbs.compose.out import EXAMPLES
from infra.config.settings import Settings, parse
from infra.contract import environment
from tests.support.commands import of_page
from tests.support.configurations import GOOD, dev_settings, prod_settings
from tests.support.examples import times
from tests.support.paths import ROOT
from tests.unit.cli.verbs import herm

FRESH = {
    "jwtSecret": json.dumps({"type": "HS256", "key": "n" * 32}),
    "adminSecret": "another-admin-secret",
    "databasePassword": "another-password",
}
DIGEST = f"@sha256:{'0' * 64}"
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r") | st.sampled_from("$'\"\\# {}"))
LINES = TEXTS.filter(lambda text: text == text.strip() and "\n" not in text)
NAMES = st.from_regex(r"[A-Z][A-Z_]{0,5}", fullmatch=True).map(lambda name: f"MY_{name}")


@st.composite
def stacks(draw: st.DrawFn) -> Settings:
    """Good settings of a local stack: secrets, ports, images and variables of any kind."""
    plain, secret = (
        draw(st.dictionaries(NAMES, TEXTS, max_size=3)),
        draw(st.dictionaries(NAMES, TEXTS, max_size=3)),
    )
    plain = {name: value for name, value in plain.items() if name not in secret}
    return dev_settings(
        adminSecret=draw(LINES.map(lambda text: f"{text}-0123456789abcdef")),
        databasePassword=draw(LINES.map(lambda text: f"{text}-01234567").filter(str.isprintable)),
        hasuraPort=str(draw(st.integers(1024, 40000))),
        postgresPort=str(draw(st.sampled_from([0, 54321]))),
        hasuraImage=f"hasura/graphql-engine:v2.9{DIGEST}",
        postgresImage=f"postgres:16{DIGEST}",
        unauthorizedRole=draw(st.sampled_from(["", "guest"])),
        environment=json.dumps({"HASURA_GRAPHQL_LOG_LEVEL": "debug", **plain}),
        secretEnvironment=json.dumps(secret),
        otherVariables=json.dumps([*plain, *secret]),
    )


def source_of(stack: Settings, folder: Path) -> tuple[Source, tuple[str, ...]]:
    """The stack's compose project as an import reads it."""
    project = exported(stack)
    write_files(folder, project, force=True)
    return read_source(folder / "docker-compose.yml", None, {}), project.plain


@settings(max_examples=times(0.25))
@given(stacks())
def test_import_of_an_export_gives_the_same_settings(stack: Settings) -> None:
    """Into a new stack, the export brings the whole environment, the ports, the images and the password."""
    with tempfile.TemporaryDirectory() as folder:
        source, plain = source_of(stack, Path(folder))
    fresh, choice = parse("dev", FRESH), Choice(frozenset(plain))
    steps = [*Variables(source, fresh, choice).steps(), *service_steps(source, fresh, choice)]
    again = parse("dev", changed(FRESH, steps))
    assert {one.name: one.reveal() for one in environment(again)} == {
        one.name: one.reveal() for one in environment(stack)
    }
    assert {one.name: one.secret for one in environment(again)} == {
        one.name: one.secret for one in environment(stack)
    }
    assert (again.target, again.hasura_image) == (stack.target, stack.hasura_image)
    assert again.database_password.reveal() == stack.database_password.reveal()


def test_second_import_finds_nothing_to_do() -> None:
    """What the stack has already is left as it is."""
    stack = dev_settings()
    with tempfile.TemporaryDirectory() as folder:
        source, _ = source_of(stack, Path(folder))
    steps = [*Variables(source, stack, Choice()).steps(), *service_steps(source, stack, Choice())]
    assert [step for step in steps if step.path] == []


def test_secrets_stand_in_env_files_alone(tmp_path: Path) -> None:
    """The compose file can be shown to others; the env files are their owner's."""
    stack = dev_settings(
        secretEnvironment=json.dumps({"MY_KEY": "my-key-of-this-test"}), otherVariables='["MY_KEY"]'
    )
    folder = tmp_path / "out"
    source_of(stack, folder)
    text = (folder / "docker-compose.yml").read_text()
    assert not [one for one in (*GOOD.values(), "my-key-of-this-test", "p%40ss") if one in text]
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.glob("*.env")} == {
        "hasura.env": 0o600,
        "postgres.env": 0o600,
    }
    assert folder.stat().st_mode & 0o777 == 0o700


def test_prod_gets_a_database_of_its_own_unless_it_is_external(tmp_path: Path) -> None:
    """A managed database cannot be reached from elsewhere, so the project has one; an external one stays."""
    source, _ = source_of(prod_settings(), tmp_path / "managed")
    assert source.database_service == "postgres"
    url = "postgres://me:secret@db.example.com:5432/app?sslmode=require"
    external = prod_settings(database="external", databaseUrl=url, databasePassword="")
    source, _ = source_of(external, tmp_path / "external")
    assert (source.database_service, list(source.services)) == (None, ["hasura"])
    assert source.variables["HASURA_GRAPHQL_DATABASE_URL"] == url


def test_verb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files are named, no secret is printed, and what is there is replaced only when that is wanted."""
    monkeypatch.setattr("cli.verbs.compose.out.settings", lambda _: dev_settings())
    monkeypatch.chdir(tmp_path)
    done = herm("export", "compose")
    assert done.out.split() == ["compose/docker-compose.yml", "compose/hasura.env", "compose/postgres.env"]
    assert not [secret for secret in GOOD.values() if secret in done.out + done.err]
    again = herm("export", "compose")
    assert again.code == 1
    assert "./herm export compose --output compose --force" in again.err
    assert herm("export", "compose", "--output", "compose", "--force").code == 0


def test_commands_of_page_and_help(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command of docs/compose.md and of the help, but for folders that are not the test's."""
    monkeypatch.setattr("cli.verbs.compose.out.settings", lambda _: dev_settings())
    monkeypatch.chdir(tmp_path)
    lines = [*of_page(ROOT / "docs/compose.md"), *(line.strip() for line in EXAMPLES.splitlines())]
    typed = [line.replace("/tmp/", "tmp/").replace("~/", "home/") for line in lines if " export " in line]  # noqa: S108
    assert len(set(typed)) == 3
    for line in dict.fromkeys(typed):
        assert herm(*shlex.split(line)[1:]).code == 0
