"""Words about the two claims that name roles, and the role that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.claims.mapped import NOT_MAPPED, default_counted, source_of
from hasura.explain.claims.search import hasura_claims_of, nested
from hasura.explain.words import Evidence, Explain, Explanation, listed, near_miss, shown
from hasura.formats.jsonpath import MISSING, evaluate, render
from hasura.model import ALLOWED_ROLES, DEFAULT_ROLE, ClaimPath
from hasura.request.session_variables import ROLE


def _role_claim_absent(seen: Evidence, case: Case) -> Explanation:
    variable, names = seen["variable"], seen["variables"]
    evidence = [f"Hasura's claims of the token: {listed(names)}.", *near_miss(variable, names)]
    if ROLE in names:
        evidence.append(f"{ROLE} is a header of the request; in a token it chooses nothing.")
    return Explanation(
        Cause.ROLE_CLAIM_ABSENT,
        f"Hasura's claims lack {variable}, without which no role can be chosen.",
        tuple(evidence),
        remedies.in_hasura_claims({variable: _role_claim(case, variable)}),
    )


def _role_claim_of_another_kind(seen: Evidence, case: Case) -> Explanation:
    variable = seen["variable"]
    wanted = "a list of role names" if variable == ALLOWED_ROLES else "one role name"
    source = source_of(case, variable)
    value = (
        evaluate(source.path, case.claims)
        if isinstance(source, ClaimPath)
        else hasura_claims_of(case.claims).get(variable)
    )
    evidence: tuple[str, ...] = (f"What stands there is of the kind {seen['found']}.",)
    if isinstance(source, ClaimPath):
        evidence += (f"claims_map reads it from {shown(render(source.path))}.",)
        if variable == DEFAULT_ROLE and isinstance(value, list):
            first = ClaimPath((*source.path, 0), source.default)
            remedy = remedies.in_claims_map(variable, first)
        else:
            remedy = remedies.in_token(
                nested(source.path, _meant(variable, value)) or {variable: _meant(variable, value)}
            )
    else:
        evidence += ("A string that looks like a list is not a list.",) if isinstance(value, str) else ()
        remedy = remedies.in_hasura_claims({variable: _meant(variable, value)})
    return Explanation(
        Cause.ROLE_CLAIM_OF_ANOTHER_KIND,
        f"{variable} must be {wanted}, and no name may be empty.",
        evidence,
        remedy,
    )


def _asked_role(seen: Evidence, _: Case) -> Explanation | None:
    role, allowed = seen["role"], seen["allowed"]
    if not seen["asked"]:
        return None
    misspelt = near_miss(role, allowed)
    better = next(
        (one for one in allowed if one.casefold() == role.strip().casefold()), allowed[0] if allowed else None
    )
    evidence = (f"The role comes from the header {ROLE}.", f"Allowed: {listed(allowed)}.", *misspelt)
    if better is None:
        return Explanation(
            Cause.NO_ROLE_ALLOWED,
            f"The token does not allow the role {shown(role)}: its list of allowed roles is empty.",
            evidence,
            remedies.in_hasura_claims({ALLOWED_ROLES: [role]}),
        )
    return Explanation(
        Cause.ASKED_ROLE_NOT_ALLOWED,
        f"The token does not allow the role {shown(role)}.",
        evidence,
        "Ask for one of the allowed roles (case-sensitive), or have the issuer allow this one. "
        + remedies.send(ROLE, better),
    )


def _roles_in_one_text(seen: Evidence, case: Case) -> Explanation | None:
    role, allowed = seen["role"], seen["allowed"]
    if len(allowed) != 1 or not any(sign in allowed[0] for sign in ", ;"):
        return None
    roles = _parts(allowed[0])
    return Explanation(
        Cause.ROLES_IN_ONE_TEXT,
        f"The token does not allow the role {shown(role)}: its list holds all roles in one text.",
        (f"Allowed: {listed(allowed)}.",),
        _allowing(case, roles if role in roles else [*roles, role]),
    )


def _default_role(seen: Evidence, case: Case) -> Explanation:
    role, allowed = seen["role"], seen["allowed"]
    fixed = isinstance(source_of(case, DEFAULT_ROLE), str)
    origin = f"claims_map's fixed {DEFAULT_ROLE}" if fixed else f"the token's {DEFAULT_ROLE}"
    return Explanation(
        Cause.DEFAULT_ROLE_NOT_ALLOWED,
        f"The token's default role {shown(role)} is not among its allowed roles."
        if not fixed
        else f"The role {shown(role)}, which claims_map gives to everyone, is not among the token's "
        "allowed roles.",
        (f"The role comes from {origin}.", f"Allowed: {listed(allowed)}.", *near_miss(role, allowed)),
        f"Have the issuer put the default role into {ALLOWED_ROLES} as well. "
        + _allowing(case, [*allowed, role]),
    )


def _allowing(case: Case, roles: list[str]) -> str:
    """The claim that allows the roles, where this server reads it."""
    source = source_of(case, ALLOWED_ROLES)
    if source is None:
        return remedies.in_hasura_claims({ALLOWED_ROLES: roles})
    if not isinstance(source, ClaimPath) or evaluate(source.path, case.claims) is MISSING:
        return remedies.in_claims_map(ALLOWED_ROLES, tuple(roles))
    return remedies.in_token(nested(source.path, roles) or {ALLOWED_ROLES: roles})


def _role_claim(case: Case, variable: str) -> Any:
    claims = hasura_claims_of(case.claims)
    allowed, default = claims.get(ALLOWED_ROLES), claims.get(DEFAULT_ROLE)
    if variable == ALLOWED_ROLES:
        return [default] if isinstance(default, str) and default else ["user"]
    return allowed[0] if isinstance(allowed, list) and allowed and isinstance(allowed[0], str) else "user"


def _meant(variable: str, value: Any) -> Any:
    """What the issuer most likely meant."""
    roles = [
        one for one in (value if isinstance(value, list) else _parts(value)) if isinstance(one, str) and one
    ]
    roles = roles or ["user"]
    return roles if variable == ALLOWED_ROLES else roles[0]


def _parts(value: Any) -> list[str]:
    """The roles of a text such as `["a"]`, `{a,b}`, `a, b` or `a b`."""
    text = value if isinstance(value, str) else ""
    return [part for part in text.translate(dict.fromkeys(map(ord, "[]{}\"';,"), " ")).split() if part][:100]


ROLE_WORDS: Mapping[str, tuple[Explain, ...]] = {
    "no_role_claim": (*NOT_MAPPED, _role_claim_absent),
    "bad_role_claim": (_role_claim_of_another_kind,),
    "role_not_allowed": (_roles_in_one_text, default_counted, _asked_role, _default_role),
}
