"""A row rule in words: a boolean expression of Hasura's as a sentence that a reviewer reads.

Total: every JSON value has words, also one that Hasura would refuse. Deterministic: members of an object are
told in the order of their names, since their own order means nothing. `and` binds stronger than `or`, and
whatever else could be read in two ways stands in brackets.

What is deliberately not here: the tables. Whether a name is a column or a relationship follows from what
stands below it, so that a rule can be told without the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hasura.permissions.operators import COLUMN_WORDS, LOGICAL, WORDS, operator
from hasura.permissions.values import (
    column_in_words,
    name_in_words,
    shown,
    table_in_words,
    value_in_words,
)

EVERY_ROW, NO_ROW = "every row", "no row"

_DEEPEST = 50
_TOO_DEEP = f"(a rule of more than {_DEEPEST} levels)"


@dataclass(frozen=True)
class _Phrase:
    """Words, and what joins their parts at the top: "and", "or", or "" for one part alone."""

    text: str
    joint: str = ""

    def within(self, joint: str) -> str:
        """As a part of a longer sentence."""
        needs_brackets = self.joint == "or" and joint != "or"
        return f"({self.text})" if needs_brackets else self.text


_ALL, _NONE = _Phrase(EVERY_ROW), _Phrase(NO_ROW)


def rule_in_words(rule: Any) -> str:
    """The words of a rule, on one line: `author.id is the session's x-hasura-user-id and hidden is false`."""
    return _expression(rule, "", 0).text


def _expression(rule: Any, path: str, depth: int) -> _Phrase:
    """An expression about the row that the path leads to; "" is the row itself."""
    if depth > _DEEPEST:
        return _Phrase(_TOO_DEEP)
    if not isinstance(rule, dict):
        return _Phrase(f"{path} {value_in_words(rule)}".strip() if path else f"unreadable: {shown(rule)}")
    return _joined([_member(key, rule[key], path, depth + 1) for key in sorted(rule)], "and")


def _member(key: str, value: Any, path: str, depth: int) -> _Phrase:
    name = operator(key)
    if name in ("_and", "_or"):
        return _list(value, path, depth, name[1:])
    if name == "_not":
        return _negated(_expression(value, path, depth))
    if name == "_exists":
        return _exists(value, depth)
    if name is not None:
        return _Phrase(_comparison(path or "the row", name, value, depth))
    return _below(f"{path}.{name_in_words(key)}" if path else name_in_words(key), value, depth)


def _list(value: Any, path: str, depth: int, joint: str) -> _Phrase:
    if not isinstance(value, list):
        return _Phrase(f"unreadable: {shown({f'_{joint}': value})}")
    return _joined([_expression(part, path, depth) for part in value], joint)


def _joined(parts: list[_Phrase], joint: str) -> _Phrase:
    """Several expressions as one: `every row` decides an `or`, and says nothing in an `and`."""
    idle, deciding = (_ALL, _NONE) if joint == "and" else (_NONE, _ALL)
    parts = [part for part in parts if part != idle]
    if deciding in parts:
        return deciding
    if len(parts) < 2:
        return parts[0] if parts else idle
    return _Phrase(f" {joint} ".join(part.within(joint) for part in parts), joint)


def _negated(phrase: _Phrase) -> _Phrase:
    opposite = {_ALL: _NONE, _NONE: _ALL}
    return opposite.get(phrase) or _Phrase(f"not ({phrase.text})")


def _below(path: str, value: Any, depth: int) -> _Phrase:
    """What is said of a column, or of the row or rows that a relationship leads to."""
    if not isinstance(value, dict):
        return _Phrase(f"{path} is {value_in_words(value)}")  # short for _eq
    names = [operator(key) for key in value]
    if len(value) == 1 and names[0] not in LOGICAL:
        return _expression(value, path, depth)
    if value and all(name is not None and name not in LOGICAL for name in names):
        return _expression(value, path, depth)  # several comparisons of one column
    inner = _expression(value, "", depth)
    # One row has to fulfil all of it, which `a.b is 1 and a.c is 2` would not say of many rows.
    return _Phrase(f"any {path}" if inner == _ALL else f"there is {path} with ({inner.text})")


def _exists(value: Any, depth: int) -> _Phrase:
    if not isinstance(value, dict) or "_table" not in value:
        return _Phrase(f"unreadable: {shown({'_exists': value})}")
    table, where = table_in_words(value["_table"]), _expression(value.get("_where", {}), "", depth)
    some = f"there is a row of {table}"
    return _Phrase(some if where == _ALL else f"{some} with ({where.text})")


def _comparison(path: str, name: str, value: Any, depth: int) -> str:
    if name == "_is_null" and isinstance(value, bool):
        return f"{path} is {'' if value else 'not '}null"
    if name == "_cast" and isinstance(value, dict):
        casts = [
            _expression(value[kind], f"{path} as {name_in_words(kind)}", depth) for kind in sorted(value)
        ]
        return " and ".join(cast.within("and") for cast in casts)
    if name in COLUMN_WORDS:
        return f"{path} {COLUMN_WORDS[name]} {column_in_words(value)}"
    if name in WORDS:
        return f"{path} {WORDS[name]} {value_in_words(value)}"
    return f"{path} {name_in_words(name)} {value_in_words(value)}"
