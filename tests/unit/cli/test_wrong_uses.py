"""Wrong uses, as newcomers and people in a hurry make them: each is answered as the best tool would.

A row is what was typed, the exit code, what the answer has to hold, and which habit that is. Nothing is run.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cli.verbs import herm

ROOT = Path(__file__).parents[3]

# Git suggests the nearest command, cargo says what a value may be, kubectl shows the command to type instead,
# ssh and docker tell 2 (wrong use) from 1 (it failed), gh says in which other place an option belongs.
TABLE = [
    # A verb that does not exist: the nearest one (git).
    ("upp", 2, "did you mean up?"),
    ("staus", 2, "did you mean status?"),
    ("tokn", 2, "did you mean token?"),
    ("log", 2, "did you mean logs?"),
    ("jwt-confg", 2, "did you mean jwt-config?"),
    ("deploy", 2, "No such"),
    ("UP", 2, "No such"),
    ("--verson", 2, "--version"),
    # Help wherever it is asked for (cargo, gh).
    ("--help", 0, "Examples:"),
    ("-h", 0, "Your Hasura project:"),
    ("up --help", 0, "--new-secrets"),
    ("logs --help", 0, "--follow"),
    ("psql --help", 0, "Examples:"),
    ("open --help", 0, "--secret"),
    ("token mint --help", 0, "--role"),
    # An option that does not exist: the nearest one (click, cargo).
    ("up --confg a=b", 2, "--config"),
    ("down --volume", 2, "--volumes"),
    ("status --jsn", 2, "--json"),
    ("smoke --wiat 3 http://localhost:1", 2, "--wait"),
    # A value that cannot be: what it may be (cargo).
    ("logs hasure", 2, "hasura"),
    ("logs --tail -1", 2, "0"),
    ("logs --tail many", 2, "many"),
    ("setup dev", 2, "prod"),
    ("setup", 2, "prod"),
    ("smoke", 2, "give one like https://"),
    ("smoke hermapi", 2, "give one like https://"),
    ("smoke ftp://hermapi.azurewebsites.net", 2, "give one like https://"),
    ("smoke http://localhost:1 --wait -5", 2, "-5"),
    ("smoke http://localhost:1 --wait 1e99", 2, "1e99"),
    ("smoke http://localhost:1 --wait 99999999999999999999", 2, "86400"),
    ("bench --runs 0", 2, "--runs"),
    ("parity --stack dev", 2, "compares two stacks"),
    ("parity --stack a --stack b --stack c", 2, "compares two stacks"),
    # A setting that cannot be given so: the nearest name, or the command to type instead (kubectl).
    ("up -c herm:hasuraPrt=9080", 2, "did you mean herm:hasuraPort?"),
    ("up -c hasuraPort", 2, "has no value; give it like herm:hasuraPort=8080"),
    ("up -c herm:hasuraPort=", 2, "has no value"),
    ("up -c =9080", 2, "is not a setting"),
    ("up -c herm:adminSecret=hush-hush-hush-hush", 2, "pulumi config set --secret herm:adminSecret"),
    ("up -c herm:environment=x", 2, "pulumi config set --path"),
    ("up -c herm:otherVariables=x", 2, "pulumi config set --path"),
    ("up -c", 2, "requires an argument"),
    ("up herm:hasuraPort=9080", 2, "unexpected extra argument"),
    # A stack that is not this verb's (docker: the name and what there is).
    ("up --stack prod", 2, "pulumi up --stack prod"),
    ("down --stack prod", 2, "pulumi up --stack prod"),
    ("status --stack nope", 2, "no stack nope"),
    ("down --stack nope", 2, "there are: dev"),
    ("logs --stack nope", 2, "no stack nope"),
    ("psql --stack dve", 2, "did you mean dev?"),
    ("open --stack nope", 2, "no stack nope"),
    ("up --stack ../../etc/passwd", 2, "not a stack's name"),
    ("up --stack ''", 2, "not a stack's name"),
    ("open --secret --print", 2, "not both"),
    # Options that need each other (gh).
    ("rehearse --env-file x.env", 2, "--keep"),
    ("rehearse --keep --env-file /no/such/folder/x.env", 1, "mkdir -p /no/such/folder"),
    ("jwt check x.json --stack dev", 2, "Give one of"),
    # Somebody who expects a verb for what an option does.
    ("token", 2, "mint"),
    ("jwt", 2, "check"),
]


@pytest.mark.parametrize(("typed", "code", "words"), TABLE)
def test_wrong_use(typed: str, code: int, words: str) -> None:
    """The answer has the right exit code and the word that helps; it is never a traceback."""
    done = herm(*(word.strip("'") for word in typed.split()))
    said = done.out + done.err
    assert done.code == code, said
    assert words in said
    assert "Traceback" not in said
    assert "hush-hush" not in said
    assert (done.out == "") is (code != 0)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(closed: str) -> None:
    """A standard stream that is closed is no reason to fail, and no file takes its place."""
    command = f"{sys.executable} -m cli --version {closed}"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_output_that_cannot_be_written() -> None:
    """A full device where the output should go is told, with exit code 1."""
    command = f"{sys.executable} -m cli --version >/dev/full"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
