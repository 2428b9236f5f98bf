"""The `pulumi config` commands that fix a setting, as a person types them: written here and nowhere else.

A path names a setting without `herm:`, or one entry of it: `hasuraPort`, `environment.NAME` or
`otherVariables[0]`.
"""

from __future__ import annotations

import json
import re
import shlex

from infra.config.schema import PREFIX, schema

_PATH = re.compile(r"(?P<setting>[^.\[]*)(?:\[(?P<index>\d+)\]|\.(?P<entry>.*))?", re.DOTALL)
_NEEDS_QUOTES = re.compile(r"[.\[\]\"\s]|^$")


def set_command(stack: str, path: str, value: str = "VALUE") -> str:
    """The command that gives a setting, or one entry of it, a value; Pulumi asks for a secret's value."""
    setting, pulumi_path = _split(path)
    known = schema().get(setting)
    if known and known.secret:
        return f"pulumi config set --secret {pulumi_path} --stack {stack}"
    return f"pulumi config set {pulumi_path} {shlex.quote(value)} --stack {stack}"


def remove_command(stack: str, path: str) -> str:
    """The command that takes a setting, or one entry of it, out of the stack's configuration."""
    return f"pulumi config rm {_split(path)[1]} --stack {stack}"


def registry_command(stack: str, name: str) -> str:
    """The command that gives the app the right to pull from the registry of Azure's that has this name."""
    return (
        f'pulumi config set herm:registryId "$(az acr show --name {name} --query id --output tsv)" '
        f"--stack {stack}"
    )


def _split(path: str) -> tuple[str, str]:
    """The setting's name, and the path as an argument of `pulumi config`."""
    match = _PATH.fullmatch(path)
    if match is None or (match["index"] is None and match["entry"] is None):
        return path, shlex.quote(PREFIX + path)
    setting, index, entry = match["setting"], match["index"], match["entry"]
    if index is not None:
        step = f"[{index}]"
    elif _NEEDS_QUOTES.search(entry):
        step = f"[{json.dumps(entry, ensure_ascii=False)}]"
    else:
        step = f".{entry}"
    return setting, f"--path {_quoted(PREFIX + setting + step)}"


def _quoted(text: str) -> str:
    """In single quotes always: brackets mean something to most shells, and the eye finds the path."""
    return "'" + text.replace("'", "'\"'\"'") + "'"
