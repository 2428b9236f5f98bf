"""Actions and custom types, which the CLI keeps in two files: actions.yaml and actions.graphql.

The second one has the types; the first one all else, by the names of the second.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from delivery.folder.include import load
from delivery.folder.layout import ACTIONS, TYPES
from delivery.folder.shape import misshapen
from delivery.folder.text import at, read_text
from infra.problems import Problem, ProblemsError

if TYPE_CHECKING:
    from delivery.folder.sdl import Types

_COMMENT = re.compile(r"#[^\n]*")


def read_actions(folder: Path) -> dict[str, Any]:
    """The keys `actions` and `custom_types` of metadata; neither where the project has no actions.

    Raises:
        ProblemsError: The two files do not fit together, or one is not what it should be.
    """
    types_file, file = folder / TYPES, folder / ACTIONS
    text = read_text(types_file) if types_file.is_file() else ""
    document = (load(file) if file.is_file() else None) or {}
    if not isinstance(document, Mapping):
        raise ProblemsError([at(file, 1, "has to hold a mapping, and holds something else")])
    types_of_own = document.get("custom_types")
    if types_of_own is not None and not isinstance(types_of_own, Mapping):
        raise ProblemsError([at(file, 1, "has to hold a mapping under custom_types")])
    if wrong := [*misshapen(document, file), *misshapen(types_of_own or {}, file)]:
        raise ProblemsError(wrong)
    if not _COMMENT.sub("", text).strip():
        text = ""  # only words about it, as `hasura init` writes them
        if not document.get("actions"):
            return {}
    from delivery.folder.sdl import read_types  # noqa: PLC0415 - most projects have no actions

    types = read_types(text, types_file)
    problems = list(_strangers(document, types, file))
    if problems:
        raise ProblemsError(problems)
    merged = {"actions": _actions(document, types), "custom_types": _custom_types(document, types)}
    return {key: value for key, value in merged.items() if value}


def _actions(document: Mapping[str, Any], types: Types) -> list[dict[str, Any]]:
    found = []
    for action in document.get("actions") or ():
        given = dict(types.actions[action["name"]])
        comment = {"comment": given.pop("comment")} if "comment" in given else {}
        found.append({**comment, **action, "definition": {**(action.get("definition") or {}), **given}})
    return found


def _custom_types(document: Mapping[str, Any], types: Types) -> dict[str, list[dict[str, Any]]]:
    written = document.get("custom_types") or {}
    found = {}
    for kind, definitions in types.custom.items():
        more = {entry["name"]: entry for entry in written.get(kind) or ()}
        if definitions:
            found[kind] = [{**more.get(name, {}), **one} for name, one in definitions.items()]
    return found


def _strangers(document: Mapping[str, Any], types: Types, file: Path) -> list[Problem]:
    """What one file has and the other one not."""
    actions = [str(action.get("name")) for action in document.get("actions") or ()]
    problems = [
        at(file, 1, f"has the action {name}, which is not a field of Mutation or Query in actions.graphql")
        for name in actions
        if name not in types.actions
    ]
    problems += [
        at(file, 1, f"lacks the action {name}, which actions.graphql has")
        for name in types.actions
        if name not in actions
    ]
    written = document.get("custom_types") or {}
    problems += [
        at(file, 1, f"has the type {entry.get('name')} among {kind}, which actions.graphql does not define")
        for kind, definitions in types.custom.items()
        for entry in written.get(kind) or ()
        if entry.get("name") not in definitions
    ]
    return problems
