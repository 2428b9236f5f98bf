"""`$NAME`, `${NAME}` and `${NAME:-default}` as docker compose fills them in."""

from __future__ import annotations

import re
from collections.abc import Callable

Lookup = Callable[[str], str | None]
"""The value of a variable; None when it is not set."""

_REFERENCE = re.compile(
    r"\$(?i:(?P<escaped>\$)|(?P<named>[_a-z][_a-z0-9]*)"
    r"|\{(?:(?P<braced>[_a-z][_a-z0-9]*(?::?[-+?](.*))?)\}|(?P<invalid>)))"
)
_OPERATORS = (":?", "?", ":-", "-", ":+", "+")


class TemplateError(ValueError):
    """A text whose references cannot be filled in; the message shows nothing of its values."""


def substitute(text: str, lookup: Lookup) -> str:
    """The text with its references filled in; a variable that is not set becomes empty.

    Raises:
        TemplateError: A reference is broken, or a variable that it calls required is not set.
    """
    return _REFERENCE.sub(lambda match: _filled(match[0], lookup), text)


def _filled(text: str, lookup: Lookup) -> str:
    """One match; behind the first closing brace there may be more, since the pattern takes all it can."""
    operator = _first_operator(text)
    end = _closing_brace(text)
    reference, rest = (text, "") if end is None else (text[: end + 1], text[end + 1 :])
    match = _REFERENCE.match(reference)
    if match is None:
        raise TemplateError("a reference such as ${NAME} is broken")
    if match["escaped"]:
        return "$"
    name = match["named"] or match["braced"]
    if not name:
        raise TemplateError("a reference such as ${NAME} is broken")
    if match["named"] or operator is None or operator not in name:
        return lookup(name) or ""
    return _operated(name, operator, lookup) + substitute(rest, lookup)


def _operated(text: str, operator: str, lookup: Lookup) -> str:
    name, _, other = text.partition(operator)
    value = lookup(name)
    counts = value is not None and (value != "" or ":" not in operator)
    if "+" in operator:
        return substitute(other, lookup) if counts else value or ""
    if counts:
        return value or ""
    if "?" in operator:
        raise TemplateError(f"the variable {name} is required and not set")
    return substitute(other, lookup)


def _first_operator(text: str) -> str | None:
    found = [(text.index(operator), -len(operator), operator) for operator in _OPERATORS if operator in text]
    return min(found)[2] if found else None


def _closing_brace(text: str) -> int | None:
    depth = at = 0
    while at < len(text):
        if text[at] == "}":
            depth -= 1
            if depth == 0:
                return at
        if text[at] == "{":
            depth += 1
            at += 1
        at += 1
    return None
