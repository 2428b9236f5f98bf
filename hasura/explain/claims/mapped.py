"""Words about a claims_map: each session variable is read from a path, has a default, or is fixed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.claims.search import nested, object_in, paths_of_name, places_of_claims, text_on_the_way
from hasura.explain.token.kinds import wrong_kind
from hasura.explain.words import Evidence, Explain, Explanation, listed, shown
from hasura.formats.jsonpath import MISSING, JSONPathError, evaluate, parse_path, render
from hasura.model import (
    ALLOWED_ROLES,
    DEFAULT_ROLE,
    Accepted,
    ClaimPath,
    ClaimsMap,
    ClaimSource,
    JSONPath,
)
from hasura.request.session_variables import session_variable


def _inside_a_text(seen: Evidence, case: Case) -> Explanation | None:
    """The path leads into a string of JSON, which a claims_map never opens."""
    source = source_of(case, seen["variable"])
    stop = text_on_the_way(case.claims, source.path) if isinstance(source, ClaimPath) else None
    if stop is None:
        return None
    path, text = stop
    members = object_in(text)
    evidence = [
        f"Looked at: {shown(seen['path'])}.",
        f"{shown(render(path))} is a string, and a path ends there.",
    ]
    if members is not None:
        evidence.append("The string is JSON, but beside claims_map the field claims_format plays no part.")
    claim = nested(path, members if members is not None else {"<name>": "<value>"})
    return Explanation(
        Cause.MAPPED_CLAIM_INSIDE_TEXT,
        f"{shown(path[-1])} is a text in the token, and a path of claims_map cannot lead into a text.",
        tuple(evidence),
        "Have the issuer send an object instead of a string. " + remedies.in_token(claim or {}),
    )


def _elsewhere(seen: Evidence, case: Case) -> Explanation | None:
    """The claim is in the token, at another path."""
    variable = seen["variable"]
    source = source_of(case, variable)
    if not isinstance(source, ClaimPath):
        return None
    for path in candidates(case.claims, variable, source.path):
        if _suits(variable, evaluate(path, case.claims)):
            return Explanation(
                Cause.MAPPED_CLAIM_ELSEWHERE,
                f"claims_map reads {shown(variable)} from {shown(seen['path'])}, but the claim is "
                f"at {shown(render(path))}.",
                (f"Looked at: {shown(seen['path'])}; it found nothing.", _present(case)),
                remedies.in_claims_map(variable, ClaimPath(path, source.default)),
            )
    return None


def _absent(seen: Evidence, case: Case) -> Explanation | None:
    variable, path = seen["variable"], seen.get("path")
    source = source_of(case, variable)
    if not isinstance(source, ClaimPath):
        return None
    evidence = (f"Looked at: {shown(path)}; it found nothing, and it has no default.", _present(case))
    default = _default(case, variable)
    if default is None:
        return Explanation(
            Cause.MAPPED_CLAIM_ABSENT,
            f"The token lacks what claims_map takes {shown(variable)} from.",
            evidence,
            remedies.in_token(nested(source.path, "<the user's>") or {"<claim>": "<the user's>"})
            + "\n\nor give the entry in claims_map a `default`.",
        )
    return Explanation(
        Cause.MAPPED_CLAIM_ABSENT,
        f"The token lacks what claims_map takes {shown(variable)} from, and there is no default.",
        (
            *evidence,
            _PROVIDER.get(case.provider, "Some providers leave an empty list of roles out of the token."),
        ),
        "Give the person a role at the provider, or let a default count for tokens without the claim. "
        + remedies.in_claims_map(variable, ClaimPath(source.path, default)),
    )


_PROVIDER = {
    "entra": "Microsoft leaves `roles` out for people without an app role.",
    "cognito": "Cognito leaves `cognito:groups` out for people in no group.",
}


def default_counted(seen: Evidence, case: Case) -> Explanation | None:
    """The allowed roles are a default of claims_map, since their path found nothing."""
    source = source_of(case, ALLOWED_ROLES)
    if not isinstance(source, ClaimPath) or evaluate(source.path, case.claims) is not MISSING:
        return None
    role = seen["role"]
    tried: list[ClaimSource] = [
        *(ClaimPath(path, source.default) for path in candidates(case.claims, ALLOWED_ROLES, source.path)),
        ClaimPath(source.path, (*(source.default or ()), role)),
    ]
    better = next((one for one in tried if _accepted_with(case, ALLOWED_ROLES, one)), tried[-1])
    evidence = [
        f"Its path {shown(render(source.path))} found nothing in the token, so that its default counts.",
        f"Allowed by the default: {listed(seen['allowed'])}.",
        _present(case),
    ]
    if any(isinstance(step, str) and step.startswith("$") for step in source.path):
        evidence.append('In brackets and quotes the whole text is one name: `["$.a"]` is not the path `$.a`.')
    return Explanation(
        Cause.DEFAULT_ROLES_COUNTED,
        f"The role {shown(role)} is not allowed: claims_map took its default, since its path found nothing.",
        tuple(evidence),
        remedies.in_claims_map(ALLOWED_ROLES, better),
    )


def source_of(case: Case, variable: str) -> ClaimSource | None:
    """Where claims_map takes the variable from; None without a claims_map."""
    claims = case.secret.claims
    return claims.sources.get(variable) if isinstance(claims, ClaimsMap) else None


def candidates(claims: Mapping[str, Any], variable: str, path: JSONPath) -> Iterator[JSONPath]:
    """Other paths at which the claim may be meant."""
    for step in path:
        if isinstance(step, str) and step.startswith("$"):
            try:
                yield parse_path(step)
            except JSONPathError:
                continue
    for place in places_of_claims(claims):
        if not place.stringified:
            yield from (
                (*place.path, name) for name in place.members if session_variable(str(name)) == variable
            )
    names = [step for step in path if isinstance(step, str)]
    if names:
        yield from paths_of_name(claims, names[-1])


def _accepted_with(case: Case, variable: str, source: ClaimSource) -> bool:
    claims = case.secret.claims
    sources = {**(claims.sources if isinstance(claims, ClaimsMap) else {}), variable: source}
    return isinstance(case.with_secret(claims=ClaimsMap(sources)), Accepted)


def _suits(variable: str, value: Any) -> bool:
    if variable == ALLOWED_ROLES:
        return isinstance(value, list) and bool(value) and all(isinstance(one, str) and one for one in value)
    return isinstance(value, str) and bool(value)


def _default(case: Case, variable: str) -> str | tuple[str, ...] | None:
    """A default that keeps the other role claim's promise."""
    role = source_of(case, DEFAULT_ROLE)
    if variable == ALLOWED_ROLES:
        return (role if isinstance(role, str) else "user",)
    return "user" if variable == DEFAULT_ROLE else None


def _present(case: Case) -> str:
    return f"Claims of the token: {listed(case.claims)}."


NOT_MAPPED: tuple[Explain, ...] = (_inside_a_text, _elsewhere, wrong_kind, _absent)
"""Words for a path of claims_map that finds nothing; none of them fits where there is no claims_map."""

MAPPED_WORDS: Mapping[str, tuple[Explain, ...]] = {"no_mapped_claim": NOT_MAPPED}
