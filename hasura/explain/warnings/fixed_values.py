"""A fixed text in claims_map that was meant to be read from the token."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from hasura import model
from hasura.explain import remedies
from hasura.explain.cause import Cause
from hasura.explain.words import shown
from hasura.formats.jsonpath import JSONPathError, parse_path
from hasura.model import ALLOWED_ROLES, DEFAULT_ROLE, ClaimPath, JSONPath

_VARIABLE = re.compile(r"x-hasura-[a-z-]{1,40}")
_CLAIM = re.compile(r"[a-z][A-Za-z]*(_[A-Za-z]+)+|[a-z]+[A-Z][A-Za-z]*|sub|oid|uid|email")
_WORD = re.compile(r"[a-z][a-z_]{1,19}")
_LONGEST = 60


def fixed_value_warnings(sources: Mapping[str, Any], claims: Collection[str] = ()) -> Iterator[model.Warning]:
    """The session variables whose text, the same for everybody, looks like a path.

    Args:
        sources: The members of a claims_map, parsed or as they are written.
        claims: The names of a token's claims, where there is a token.
    """
    for name, source in sources.items():
        if name in (ALLOWED_ROLES, DEFAULT_ROLE) or not _VARIABLE.fullmatch(name.lower()):
            continue
        path = _meant_path(name, source, claims) if isinstance(source, str) else None
        if path is not None:
            yield model.Warning(
                Cause.FIXED_VALUE_LOOKS_LIKE_A_PATH,
                f"{name} is the fixed text {shown(source)}, the same for everybody: claims_map reads a path "
                "only where it is written as one.",
                remedies.in_claims_map(name, ClaimPath(path)),
            )


def _meant_path(name: str, source: str, claims: Collection[str]) -> JSONPath | None:
    is_id = name.lower().endswith("-id") and _WORD.fullmatch(source) is not None
    is_claim = _CLAIM.fullmatch(source) is not None or source in claims
    if not (source.startswith("$") or is_id or is_claim):
        return None
    try:
        return parse_path(source) if len(source) <= _LONGEST else None
    except JSONPathError:
        return None
