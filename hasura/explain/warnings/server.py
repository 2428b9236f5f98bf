"""What follows from the server's edition and from several JWT secrets together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hasura import model
from hasura.start.startup import is_enterprise
from hasura.variables import JWT_SECRET, JWT_SECRETS, LICENSE_KEY


def server_warnings(entries: Sequence[dict[str, Any]], env: Mapping[str, str]) -> Iterator[model.Warning]:
    """What Hasura ignores or cannot tell apart."""
    if JWT_SECRETS in env and not is_enterprise(env):
        yield model.Warning(
            "plural-ignored",
            f"{JWT_SECRETS} belongs to the Enterprise Edition: without a license key Hasura ignores it "
            "without a word, and no token is accepted through it.",
            f"Put the one secret into {JWT_SECRET}, or set {LICENSE_KEY}.",
        )
    if JWT_SECRETS in env and JWT_SECRET in env and is_enterprise(env):
        yield model.Warning(
            "singular-ignored",
            f"{JWT_SECRET} plays no part beside {JWT_SECRETS}.",
            f"Move its secret into {JWT_SECRETS} and remove it.",
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
