"""Conditions of role assignments: the part of Azure's language that conditions on roles are written in.

Expressions are `AND`, `OR`, `NOT` or `!`, brackets, `ActionMatches{'...'}`, and comparisons of
`@Request[...]` or `@Resource[...]` with sets of GUIDs or strings. Anything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from doubles.azure.access.roles import matches

_WORD = re.compile(
    r"\s*(?P<word>ActionMatches|AND\b|&&|OR\b|\|\||NOT\b|!|\(|\)"
    r"|@(?:Request|Resource)\[[^\]]+\]"
    r"|ForAnyOf(?:Any|All)Values:\w+|ForAllOfAnyValues:\w+|\w+Equals\w*|\{[^}]*\})\s*",
    re.IGNORECASE,
)
_COMPARISONS = {"guidequals": True, "stringequalsignorecase": True, "guidnotequals": False}


@dataclass(frozen=True)
class Asked:
    """What a condition is evaluated for.

    Attributes:
        action: The action, such as `Microsoft.Authorization/roleAssignments/write`.
        request: Attributes of what is written, by their names in lower case.
        resource: Attributes of what is there.
    """

    action: str
    request: Mapping[str, str]
    resource: Mapping[str, str]


def holds(condition: str, asked: Asked) -> bool:
    """Whether a condition lets something be done.

    Raises:
        ValueError: The condition is not of this language.
    """
    reader = _Reader(list(_words(condition)), asked)
    value = reader.disjunction()
    if reader.rest:
        raise ValueError(f"unexpected {reader.rest[0]!r}")
    return value


def _words(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        found = _WORD.match(text, at)
        if found is None:
            raise ValueError(f"unexpected {text[at : at + 20]!r}")
        yield found["word"]
        at = found.end()


class _Reader:
    """Reads and evaluates at once, both sides of every operator."""

    def __init__(self, words: list[str], asked: Asked) -> None:
        self.rest, self._asked = words, asked

    def _next(self, *allowed: str) -> str | None:
        if self.rest and (not allowed or self.rest[0].upper() in allowed):
            return self.rest.pop(0)
        return None

    def disjunction(self) -> bool:
        value = self._conjunction()
        while self._next("OR", "||"):
            other = self._conjunction()
            value = value or other
        return value

    def _conjunction(self) -> bool:
        value = self._term()
        while self._next("AND", "&&"):
            other = self._term()
            value = value and other
        return value

    def _term(self) -> bool:
        if self._next("NOT", "!"):
            return not self._term()
        if self._next("("):
            value = self.disjunction()
            if not self._next(")"):
                raise ValueError("a bracket is not closed")
            return value
        word = self._next() or ""
        if word.lower() == "actionmatches":
            return any(matches(pattern, self._asked.action) for pattern in self._set())
        if word.startswith("@"):
            return self._comparison(word)
        raise ValueError(f"unexpected {word!r}")

    def _comparison(self, attribute: str) -> bool:
        source, _, name = attribute[1:].removesuffix("]").partition("[")
        values = self._asked.request if source.lower() == "request" else self._asked.resource
        operator = (self._next() or "").rpartition(":")[2].lower()
        if operator not in _COMPARISONS:
            raise ValueError(f"unknown comparison {operator!r}")
        found = values.get(name.rpartition(":")[2].lower(), "").lower()
        return (found in {one.lower() for one in self._set()}) == _COMPARISONS[operator]

    def _set(self) -> list[str]:
        word = self._next() or ""
        if not word.startswith("{"):
            raise ValueError(f"expected a set, found {word!r}")
        return [one.strip().strip("'\"") for one in word[1:-1].split(",") if one.strip()]
