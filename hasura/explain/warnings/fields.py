"""Fields that Hasura does not know, and those that it knows and does not use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hasura import model
from hasura.repair.names import meant_field
from hasura.start.grammar import FIELDS

_NAME = re.compile(r"[A-Za-z][A-Za-z_-]{0,29}")
_IN_NAMESPACE = ("claims_namespace", "claims_namespace_path", "claims_format")


def field_warnings(fields: dict[str, Any]) -> Iterator[model.Warning]:
    """What is written and plays no part."""
    for name in fields:
        if name not in FIELDS:
            yield _unknown(name)
    if fields.get("claims_map") is None:
        return
    for name in _IN_NAMESPACE:
        if fields.get(name) is not None:
            yield model.Warning(
                "namespace-ignored",
                f"{name} plays no part beside claims_map: Hasura reads the claims by their paths alone.",
                f"Remove {name}, or remove claims_map when the claims stand together in one object.",
            )
    if isinstance(fields["claims_map"], dict):
        yield from _unusable_variables(fields["claims_map"])


def _unknown(name: str) -> model.Warning:
    meant = meant_field(name)
    return model.Warning(
        "unknown-field",
        f"{_shown(name)} is not a field of a JWT secret: Hasura ignores it without a word.",
        f"Did you mean {meant}? Rename it." if meant else f"Remove it. The fields are {', '.join(FIELDS)}.",
    )


def _shown(name: str) -> str:
    """The name, unless it may be a key in the wrong place."""
    return name if _NAME.fullmatch(name) else "[not shown]"


def _unusable_variables(claims_map: dict[str, Any]) -> Iterator[model.Warning]:
    for name in claims_map:
        if not name.lower().startswith("x-hasura-"):
            yield model.Warning(
                "claims-map-name",
                f"claims_map sets {_shown(name)}, but permissions see only variables that begin with "
                "x-hasura-.",
                "Put x-hasura- before its name.",
            )
