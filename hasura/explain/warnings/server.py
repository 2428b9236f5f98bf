"""What follows from the server's edition and from several JWT secrets together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hasura import model
from hasura.start.startup import LICENCE, is_enterprise

_SINGULAR = "HASURA_GRAPHQL_JWT_SECRET"
_PLURAL = "HASURA_GRAPHQL_JWT_SECRETS"


def server_warnings(entries: Sequence[dict[str, Any]], env: Mapping[str, str]) -> Iterator[model.Warning]:
    """What Hasura ignores or cannot tell apart."""
    if _PLURAL in env and not is_enterprise(env):
        yield model.Warning(
            "plural-ignored",
            f"{_PLURAL} belongs to the Enterprise Edition: without a licence key Hasura ignores it without a "
            "word, and no token is accepted through it.",
            f"Put the one secret into {_SINGULAR}, or set {LICENCE}.",
        )
    if _PLURAL in env and _SINGULAR in env and is_enterprise(env):
        yield model.Warning(
            "singular-ignored",
            f"{_SINGULAR} plays no part beside {_PLURAL}.",
            f"Move its secret into {_PLURAL} and remove it.",
        )
    if _cannot_be_told_apart(entries):
        yield model.Warning(
            "issuers-not-distinct",
            "Two JWT secrets read the token from the same place, and their issuers do not tell them apart: "
            "Hasura answers such tokens with `Multiple JWTs found`.",
            "Give each secret an issuer of its own, and each token an iss.",
        )


def _cannot_be_told_apart(entries: Sequence[dict[str, Any]]) -> bool:
    """Whether two different entries share a place and one has no issuer or both have the same."""
    different = {json.dumps(entry, sort_keys=True, default=str): entry for entry in entries}.values()
    issuers: dict[str, list[Any]] = {}
    for entry in different:
        issuers.setdefault(_place(entry.get("header")), []).append(entry.get("issuer"))
    return any(
        len(found) > 1 and (None in found or len(set(map(str, found))) < len(found))
        for found in issuers.values()
    )


def _place(header: Any) -> str:
    if not isinstance(header, dict):
        return "authorization"
    kind, name = str(header.get("type")).lower(), str(header.get("name"))
    return kind if kind == "authorization" else f"{kind} {name.lower() if kind == 'customheader' else name}"
