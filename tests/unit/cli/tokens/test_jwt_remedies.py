"""`./herm jwt check`: its remedies, followed to the letter, end with a Hasura that starts."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cli import paths
from cli.verbs import jwt_config
from hasura.explain.startup import StartupExplanation, explain_start
from hasura.explain.startup_words import ROWS as WORDS
from hasura.explain.startup_words import startup_words
from hasura.identity.key_pairs import new_private_key
from hasura.model import StartupError
from hasura.start.startup import start
from tests.support.paths import ROOT
from tests.unit.cli.verbs import herm
from tests.unit.hasura import key_material as keys
from tests.unit.hasura.cases.accidents import TEXTS, UNKNOWABLE
from tests.unit.hasura.cases.startup_rows import ROWS

SECRET = "HASURA_GRAPHQL_JWT_SECRET"
SECRETS = "HASURA_GRAPHQL_JWT_SECRETS"
BY_CAUSE = {row[1][0]: row[0] for row in TEXTS}


_new_private_key = cache(new_private_key)
"""One key of each kind for all remedies: an RSA key takes a while, and is a new one in none of them."""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the key files that remedies name; new private keys stay in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paths, "PRIVATE", tmp_path / ".herm")
    monkeypatch.setattr(jwt_config, "PRIVATE", tmp_path / ".herm")
    monkeypatch.setattr(jwt_config, "new_private_key", _new_private_key)
    (tmp_path / "private.pem").write_text(keys.private_pem(keys.RSA))
    for name in ("public.pem", "old.pem"):
        (tmp_path / name).write_text(keys.spki(keys.RSA.public_key()))


def explanation_of(env: Mapping[str, str]) -> StartupExplanation:
    """Why Hasura does not start with this environment."""
    with pytest.raises(StartupError) as raised:
        start(env)
    return explain_start(str(raised.value), env)


def starts(secret: str) -> bool:
    """Whether `./herm jwt check` says that Hasura starts with this secret."""
    return herm("jwt", "check", stdin=secret).code == 0


def followed(remedy: str, env: Mapping[str, str]) -> dict[str, str]:
    """The environment after the last line of a remedy was followed as it is printed."""
    entry = re.match(r"In entry ([0-9]+) of the list", remedy)
    line = remedy.splitlines()[-1]
    if entry is not None:
        several = json.loads(env[SECRETS])
        place = int(entry[1]) - 1
        one = {SECRETS: env[SECRETS], SECRET: json.dumps(several[place])}
        several[place] = json.loads(followed(line, one)[SECRET])
        return {**env, SECRETS: json.dumps(several)}
    if line.startswith("./herm "):
        return {**env, SECRET: herm(*shlex.split(line)[1:]).out}
    if line.startswith("printf "):
        value, command = line.split(" | ./herm ")
        shown = subprocess.run(
            ["bash", "-c", value], check=True, env={"PATH": "/usr/bin:/bin", **env}, capture_output=True
        )
        return {**env, SECRET: herm(*shlex.split(command), stdin=shown.stdout.decode()).out}
    if line.startswith('"'):
        member: dict[str, Any] = json.loads("{" + line + "}")
        return {**env, SECRET: json.dumps(json.loads(env[SECRET]) | member)}
    assert line.startswith(("export ", "unset "))
    herm_of_path = f'herm() {{ (cd {shlex.quote(str(ROOT))} && {shlex.quote(sys.executable)} -m cli "$@"); }}'
    script = f"{herm_of_path}\n{line.replace('./herm ', 'herm ')}\nenv -0"
    shell = ["bash", "-c", script]
    done = subprocess.run(shell, env={"PATH": "/usr/bin:/bin", **env}, capture_output=True, check=True)
    pairs = (pair.partition("=") for pair in done.stdout.decode().split("\0") if pair)
    return {name: value for name, _, value in pairs if name.startswith("HASURA_")}


def healed(env: Mapping[str, str]) -> dict[str, str]:
    """The environment after each remedy was followed; another cause may show behind the first one."""
    current = dict(env)
    for _ in range(3):
        try:
            start(current)
        except StartupError as error:
            remedy = explain_start(str(error), current).remedy
            current = followed(remedy, current)
        else:
            break
    return current


@pytest.mark.parametrize("cause", BY_CAUSE)
def test_a_damaged_value_is_repaired_by_the_line_that_is_printed(cause: str, tmp_path: Path) -> None:
    """The cause is told first; its last line, run as it is, prints a secret with which Hasura starts."""
    file = tmp_path / "secret.json"
    file.write_text(BY_CAUSE[cause])
    told = herm("jwt", "check", str(file), "--json")
    verdict = json.loads(told.out)
    assert (told.code, verdict["cause"], verdict["fixable"]) == (1, cause, True)
    fixed = herm(*shlex.split(verdict["remedy"].splitlines()[-1])[1:])
    assert fixed.code == 0
    assert starts(fixed.out)
    shown = herm("jwt", "check", str(file))
    assert shown.out == ""
    assert shown.err.splitlines()[0] == verdict["explanation"]


@pytest.mark.parametrize(("damaged", "cause"), UNKNOWABLE)
def test_a_value_that_is_lost_is_made_anew(damaged: str, cause: str) -> None:
    """Where the value cannot be known, the last line makes another one; --fix prints nothing."""
    told = json.loads(herm("jwt", "check", "--json", stdin=damaged).out)
    assert (told["cause"], told["fixable"]) == (cause, False)
    assert herm("jwt", "check", "--fix", stdin=damaged).out == ""
    command = told["remedy"].splitlines()[-1].rpartition("./herm ")[2]
    assert starts(herm(*shlex.split(command)).out)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_every_start_up_error_ends_with_a_server_that_starts(row: tuple[str, dict[str, str], str]) -> None:
    """The last line of each remedy, followed to the letter, leads to a Hasura that starts."""
    env = healed(row[1])
    assert start(env) is not None


@pytest.mark.parametrize(
    "entries",
    [
        '[{"type": "HS256", "key": "short"}]',
        '[{"jwk_url": "https://id.example/keys"}, {"type": "HS256", "key": "short"}]',
        '[{"jwk_url": "https://id.example/keys", "header": "text"}]',
        '[{"jwk_url": "https://id.example/keys"}, {"type": "hs256", "key": "' + "k" * 32 + '"}]',
        "[{'type': 'HS256', 'key': '" + "k" * 32 + "'}]",
        "{}",
        "null",
        "[[]]",
        "no JSON",
        "",
    ],
)
def test_a_list_of_the_enterprise_edition_is_put_right_by_its_remedy(entries: str) -> None:
    """The line changes the entry that is wrong and keeps the others, or makes the list anew."""
    env = {f"HASURA_GRAPHQL_{name}": "made-up" for name in ("ADMIN_SECRET", "EE_LICENSE_KEY")}
    mode = start(healed({**env, SECRETS: entries}))
    assert len(mode.jwt_secrets) == max(entries.count("https") + entries.upper().count("HS256"), 1)


def test_admin_secrets_have_words_of_their_own() -> None:
    """What is wrong with the list of admin secrets is not explained as a JWT secret's accident."""
    for text in ("a", "{}", "[1]"):
        with pytest.raises(StartupError) as raised:
            start({"HASURA_GRAPHQL_EE_LICENSE_KEY": "made-up", "HASURA_GRAPHQL_ADMIN_SECRETS": text})
        assert startup_words(str(raised.value)).id == "admin-secrets-not-a-list"


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.id)
def test_meanings_are_short(words: Any) -> None:
    """Every meaning is one sentence or two, of at most 25 words each."""
    for sentence in words.meaning.split(". "):
        assert len(sentence.split()) <= 25


def test_the_value_is_printed_when_asked_and_never_else(tmp_path: Path) -> None:
    """Without --fix no stream holds the key; with it, standard output alone."""
    key = "made-up-key-0123456789abcdef-0123456789"
    file = tmp_path / "s"
    file.write_text(f"{{type:HS256,key:{key}}}")
    for arguments in ((), ("--json",)):
        done = herm("jwt", "check", str(file), *arguments)
        assert key not in done.out + done.err
    fixed = herm("jwt", "check", str(file), "--fix")
    assert json.loads(fixed.out) == {"type": "HS256", "key": key}
    assert key not in fixed.err
    assert "fixed: The double quotes of the JSON are gone" in fixed.err


def test_a_sound_value_is_left_as_it_is() -> None:
    """With nothing to fix --fix prints what it was given, so that it can stand in a pipe."""
    secret = '{"type": "HS256", "key": "made-up-key-0123456789abcdef-0123456789"}'
    done = herm("jwt", "check", "--fix", stdin=secret + "\n")
    assert (done.code, done.out) == (0, secret + "\n")


@pytest.mark.parametrize("arguments", [("--fix", "--json"), ("a", "--compose", "b"), ("--stack", "a", "b")])
def test_usage(arguments: tuple[str, ...]) -> None:
    """Options that exclude each other are told with exit code 2."""
    assert herm("jwt", "check", *arguments).code == 2
