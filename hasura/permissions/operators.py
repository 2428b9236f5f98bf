"""The operators of Hasura's boolean expressions, and their words.

Source: Hasura's reference of permission operators for PostgreSQL. Each has an older spelling with `$`.
"""

from __future__ import annotations

from collections.abc import Mapping

LOGICAL = frozenset({"_and", "_or", "_not", "_exists"})
"""The operators that join whole expressions; all others compare a column."""

WORDS: Mapping[str, str] = {
    "_eq": "is",
    "_ne": "is not",
    "_neq": "is not",
    "_gt": ">",
    "_lt": "<",
    "_gte": ">=",
    "_lte": "<=",
    "_in": "is one of",
    "_nin": "is none of",
    "_like": "is like",
    "_nlike": "is not like",
    "_ilike": "is like, in any case,",
    "_nilike": "is not like, in any case,",
    "_similar": "is similar to",
    "_nsimilar": "is not similar to",
    "_regex": "matches",
    "_nregex": "does not match",
    "_iregex": "matches, in any case,",
    "_niregex": "does not match, in any case,",
    "_contains": "contains",
    "_contained_in": "is contained in",
    "_has_key": "has the key",
    "_has_keys_any": "has one of the keys",
    "_has_keys_all": "has all of the keys",
    "_ancestor": "is an ancestor of",
    "_ancestor_any": "is an ancestor of one of",
    "_descendant": "is a descendant of",
    "_descendant_any": "is a descendant of one of",
    "_matches": "matches",
    "_matches_any": "matches one of",
}

COLUMN_WORDS: Mapping[str, str] = {
    "_ceq": "is",
    "_cne": "is not",
    "_cneq": "is not",
    "_cgt": ">",
    "_clt": "<",
    "_cgte": ">=",
    "_clte": "<=",
}
"""Those that compare with another column."""


def operator(key: str) -> str | None:
    """An operator's name in its newer spelling; None when the key names a column or a relationship."""
    return f"_{key[1:]}" if key[:1] in ("_", "$") and len(key) > 1 else None
