"""The engine's common errors: each has a meaning, and a command of its own that fixes it."""

from __future__ import annotations

import pytest

from cli.stack.engine_errors import engine_failure

# What the engine 3.259.0 says, the stack, and the command that fixes it.
CASES = [
    ("error: incorrect passphrase", "dev", "./herm up --new-secrets"),
    ("error: incorrect passphrase", "prod", "export PULUMI_CONFIG_PASSPHRASE_FILE="),
    (
        (
            "error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE "
            "environment variables"
        ),
        "prod",
        "export PULUMI_CONFIG_PASSPHRASE_FILE=",
    ),
    (
        "error: could not decrypt configuration values: cipher: message authentication failed",
        "dev",
        "./herm up --new-secrets",
    ),
    ("error: could not decrypt configuration values: bad value", "dev", "./herm up --new-secrets"),
    (
        (
            "error: validating stack config: Stack 'dev' with configuration key 'herm:adminSecret' must be "
            "encrypted as it's secret"
        ),
        "dev",
        "pulumi config set --secret herm:adminSecret --stack dev",
    ),
    ("error: failed to load checkpoint: place 1: unexpected end of JSON input", "dev", "./herm up"),
    ("error: unexpected end of JSON input", "dev", "./herm up"),
]


@pytest.mark.parametrize(("said", "stack", "command"), CASES)
def test_common_error_has_its_own_remedy(
    said: str, stack: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine's words stay, what they mean follows, and "run it again" is nobody's remedy."""
    for name in ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    (problem,) = engine_failure(("config", "--stack", stack, "--json"), f"{said}\n").problems
    assert problem.where == "pulumi config"
    assert problem.reason.startswith(said)
    assert len(problem.reason) > len(said) + 20
    assert command in problem.remedy
    assert "run it again" not in problem.remedy


@pytest.mark.parametrize("name", ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"])
def test_variable_that_misleads_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong passphrase in the shell is told by its variable, with the command that takes it away."""
    for each in ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"):
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(name, "x")
    (problem,) = engine_failure(("up", "--stack", "dev"), "error: incorrect passphrase").problems
    assert name in problem.reason
    assert problem.remedy == f"unset {name}"


@pytest.mark.parametrize(
    ("said", "stack", "command"),
    [
        ("error: no stack named 'dev' found", "dev", "./herm up"),
        ("error: no stack named 'prod' found", "prod", "pulumi stack init prod"),
        ('error: unable to open state directory "file:///x/.herm/state": no such file', "dev", "./herm up"),
    ],
)
def test_stack_that_was_not_made(said: str, stack: str, command: str) -> None:
    """It is one problem with one sentence, and what makes the stack; nothing of the engine's words."""
    (problem,) = engine_failure(("config", "--stack", stack, "--json"), f"{said}\n").problems
    told = (problem.where, problem.reason, problem.remedy)
    assert told == (f"stack {stack}", "was not made on this machine yet", command)


def test_unknown_stack_is_told_with_those_that_exist() -> None:
    """A slip in a stack's name shows the names there are."""
    (problem,) = engine_failure(("config", "--stack", "nope"), "error: no stack named 'nope' found").problems
    assert problem.where == "stack nope"
    assert "not one of this clone's" in problem.reason
    assert "prod" in problem.reason


def test_anything_else_is_told_in_the_engines_words() -> None:
    """An error without a row is passed on as it is, even if there are no words."""
    for said, expected in (("error: boom", "error: boom"), ("", "ended without a word")):
        (problem,) = engine_failure(("up", "--stack", "dev"), said).problems
        assert (problem.where, problem.reason) == ("pulumi up", expected)
