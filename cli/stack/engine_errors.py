"""What the engine's common errors mean, and the command that fixes each; the first row that fits counts."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from cli.paths import DEV, ROOT
from cli.stack.settings import is_on_docker
from infra.config.commands import set_command
from infra.problems import ProblemsError, fail


class _Row(NamedTuple):
    """One error: what its text holds, what it means, and what fixes it for a stack."""

    pattern: str
    meaning: Callable[[str], str]
    remedy: Callable[[str, re.Match[str]], str]


def engine_failure(arguments: Sequence[str], output: str) -> ProblemsError:
    """The failure of a `pulumi` command, with what the engine said."""
    words = takewhile(lambda argument: not argument.startswith("-"), arguments[:2])
    where, stack = " ".join(["pulumi", *words]), _stack_of(arguments)
    said = output.strip()
    if re.search(_NO_STACK, said):
        return fail(f"stack {stack}", _missing(stack), _make_stack(stack))
    for row in _ROWS:
        if match := re.search(row.pattern, said):
            return fail(where, f"{said}\n{row.meaning(stack)}".strip(), row.remedy(stack, match))
    return fail(where, said or "ended without a word", "pulumi's own words are above; then run it again")


def _stack_of(arguments: Sequence[str]) -> str:
    return dict(pairwise(arguments)).get("--stack", DEV)


def _with_stack(verb: str, stack: str) -> str:
    return f"./herm {verb}" if stack == DEV else f"./herm {verb} --stack {stack}"


def _missing(stack: str) -> str:
    known = sorted(path.name.split(".")[1] for path in ROOT.glob("Pulumi.?*.yaml"))
    if stack in known or stack == DEV:
        return "was not made on this machine yet"
    return f"is not one of this clone's; it has {', '.join(known)}"


def _wrong_key(stack: str) -> str:
    source = next((name for name in _PASSPHRASES if os.environ.get(name)), None)
    if source:
        return f"{source} of this shell is not the one that the secrets of stack {stack} were made with."
    return f".herm/passphrase is not the one that the secrets of stack {stack} were made with."


def _right_key(stack: str) -> str:
    source = next((name for name in _PASSPHRASES if os.environ.get(name)), None)
    if source:
        return f"unset {source}"
    return _new_secrets(stack)


def _new_secrets(stack: str) -> str:
    if is_on_docker(stack):
        command = _with_stack("up --new-secrets", stack)
        return f"put the right file back, or start with new secrets (the data stays):\n{command}"
    return "export PULUMI_CONFIG_PASSPHRASE_FILE=FILE_WITH_THE_PASSPHRASE"


def _make_stack(stack: str) -> str:
    return _with_stack("up", stack) if is_on_docker(stack) else f"pulumi stack init {stack}"


def _restore(stack: str) -> str:
    if is_on_docker(stack):
        return f"{_with_stack('up', stack)} goes on with the copy of the run before"
    return f"pulumi stack history --stack {stack} shows the versions; pulumi stack export --help tells more"


_PASSPHRASES = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")

_NO_STACK = r"no stack named '.*' found|unable to open state directory"
"""Here the engine's own words would say the same, about a command that nobody has typed."""

_ROWS = (
    _Row(r"incorrect passphrase", _wrong_key, lambda stack, _: _right_key(stack)),
    _Row(
        r"passphrase must be set|unable to read PULUMI_CONFIG_PASSPHRASE_FILE",
        lambda stack: f"The secrets of stack {stack} need their passphrase, and there is none here.",
        lambda stack, _: _new_secrets(stack),
    ),
    _Row(
        r"could not decrypt configuration value",
        lambda stack: f"A secret in Pulumi.{stack}.yaml was damaged, or encrypted with another passphrase.",
        lambda stack, _: (
            _new_secrets(stack)
            if is_on_docker(stack)
            else f"set each secret anew: {set_command(stack, 'adminSecret')}"
        ),
    ),
    _Row(
        r"configuration key 'herm:(?P<name>\w+)' must be encrypted",
        lambda stack: (
            f"It is stored in plain text in Pulumi.{stack}.yaml, where anyone who reads it sees it."
        ),
        lambda stack, match: set_command(stack, match["name"]),
    ),
    _Row(
        r"failed to load checkpoint|unexpected end of JSON input|invalid character .* looking for",
        lambda stack: f"The state of stack {stack}, or a lock beside it, is damaged.",
        lambda stack, _: _restore(stack),
    ),
)
