"""`./herm jwt check`: its remedies, followed to the letter, end with a Hasura that starts."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cli import paths
from cli.verbs import jwt_config
from hasura.explain.startup import StartupExplanation, explain_start
from hasura.explain.startup_words import ROWS as WORDS
from hasura.model import StartupError
from hasura.start.startup import start
from tests.unit.cli.verbs import herm
from tests.unit.hasura import key_material as keys
from tests.unit.hasura.accidents import TEXTS, UNKNOWABLE
from tests.unit.hasura.startup_rows import ROWS

SECRET = "HASURA_GRAPHQL_JWT_SECRET"
BY_CAUSE = {row[1][0]: row[0] for row in TEXTS}
# What no line can fix: the network, or a server of somebody else's.
ELSEWHERE = {"jwks-unreachable", "jwks-not-2xx", "jwks-unreadable"}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the key files that remedies name; new private keys stay in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paths, "PRIVATE", tmp_path / ".herm")
    monkeypatch.setattr(jwt_config, "PRIVATE", tmp_path / ".herm")
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


def followed(line: str, env: Mapping[str, str]) -> dict[str, str]:
    """The environment after the last line of a remedy was followed as it is printed."""
    if line.startswith("./herm "):
        return {**env, SECRET: herm(*shlex.split(line)[1:]).out}
    if line.startswith("printf "):
        return {**env, SECRET: herm("jwt", "check", "--fix", stdin=env[SECRET]).out}
    if line.startswith('"'):
        member: dict[str, Any] = json.loads("{" + line + "}")
        return {**env, SECRET: json.dumps(json.loads(env[SECRET]) | member)}
    assert line.startswith(("export ", "unset "))
    shell = ["sh", "-c", f"{line}\nenv -0"]
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
            current = followed(remedy.splitlines()[-1], current)
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
    if row[0] in ("the plural's second entry", "an object in the plural", "a text as admin secrets"):
        return  # the Enterprise Edition's lists: their remedies show the form alone
    env = healed(row[1])
    assert start(env) is not None


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
