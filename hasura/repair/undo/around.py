"""Undoing what stands around the JSON: names, marks, quotes, and what a copy took along."""

from __future__ import annotations

import json
import re

from hasura.repair.accident import changed

_PAIRS = (
    ("'", "'"),
    ('"', '"'),
    ("`", "`"),
    ("\u201c", "\u201d"),
    ("\u2018", "\u2019"),
    ("\u00ab", "\u00bb"),
)
_ASSIGNED = re.compile(
    r"""(?:^|\n)[ \t]*(?:[-$>#][ \t]+)*(?:(?:export|set|setx|ENV|docker\ run|-e|--env|--)[ \t]+|\$[eE]nv:)*
    ["']?(?:HASURA_GRAPHQL_JWT_SECRETS?|--jwt-secrets?|herm:jwtSecret|jwtSecret|JWT_SECRET)["']?
    [ \t]*(?:=>|[=:]|[ \t])[ \t]*(?P<value>.*)""",
    re.VERBOSE | re.DOTALL,
)
_ASSIGNED_TO_ANY = re.compile(r"""\s*[A-Za-z_][\w.-]*\s*(?:=>|=|:)\s*(?P<value>["']?\{.*)""", re.DOTALL)
_FENCE = re.compile(r"\s*```[a-zA-Z]*\n(.*?)\n?```\s*", re.DOTALL)
_BLOCK = re.compile(r"\s*[|>][+-]?[0-9]?[ \t]*\n(.*)", re.DOTALL)
_AROUND = re.compile(r"[\s=:;,.%\\$>()]*([{\[].*[}\]])[\s;,.%\\()]*", re.DOTALL)


def assigned(text: str) -> str | None:
    """What stands behind the name of a variable."""
    match = _ASSIGNED.search(text) or _ASSIGNED_TO_ANY.fullmatch(text)
    return None if match is None else match["value"].strip()


def fenced(text: str) -> str | None:
    """What stands between the marks of a Markdown page."""
    match = _FENCE.fullmatch(text)
    return None if match is None else match[1]


def of_block(text: str) -> str | None:
    """What stands below a YAML block's mark."""
    match = _BLOCK.fullmatch(text)
    return None if match is None else match[1].strip()


def unquoted(text: str) -> str | None:
    """The JSON inside one pair of quotes that a shell would have removed."""
    outer = text.strip()
    for opening, closing in _PAIRS:
        inner = outer.removeprefix(opening).removesuffix(closing)
        if len(inner) == len(outer) - 2 and inner.lstrip().startswith(("{", "[")):
            return inner
    return None


def inside(text: str) -> str | None:
    """What stands between the first and the last bracket."""
    match = _AROUND.fullmatch(text)
    return None if match is None else changed(text.strip(), match[1])


def first(text: str) -> str | None:
    """The first of several documents, or what stands before a bracket too many."""
    try:
        _, end = json.JSONDecoder().raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return None
    return changed(text.strip(), text.lstrip()[:end])


def in_braces(text: str) -> str | None:
    """The members with the braces that they lost."""
    stripped = text.strip().rstrip(",")
    return "{" + stripped + "}" if re.match(r'"[a-z_]+"\s*:', stripped) and stripped[-1] != "}" else None
