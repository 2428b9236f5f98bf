"""Words about a token whose header or claims break the standard."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.words import Evidence, Explain, Explanation, shown
from hasura.formats.json_text import type_name
from hasura.formats.uri import is_string_or_uri

_TIMES = ("exp", "nbf", "iat")
_KIN = "HS256, RS256, ES256, EdDSA or their larger kin"


def _algorithm(seen: Evidence, _: Case) -> Explanation | None:
    if seen["member"] != "alg":
        return None
    found = f"Its alg: {shown(seen['found'])}." if "found" in seen else "It has no alg."
    return Explanation(
        Cause.TOKEN_ALGORITHM_UNKNOWN,
        "The token's header names no algorithm that Hasura knows.",
        (found, "Names of algorithms are case-sensitive."),
        f"Have the issuer sign with one of {_KIN}. For development herm signs one itself.\n\n"
        + remedies.run("./herm token mint --role user"),
    )


def _header(seen: Evidence, _: Case) -> Explanation:
    member = seen["member"]
    return Explanation(
        Cause.TOKEN_HEADER_UNUSABLE,
        "The token's header cannot be used."
        if member is None
        else f"The token's header cannot be used because of its member {shown(member)}.",
        ("It is not a JSON object." if member is None else f"The member is {shown(member)}.",),
        f"Have the issuer sign with one of {_KIN}, and leave out of the header what it does not need, `crit` "
        'among it. This header is enough:\n\n    {"alg": "HS256", "typ": "JWT"}',
    )


def _audience_member(seen: Evidence, case: Case) -> Explanation | None:
    """A list is right for aud; one of its members is wrong, which Hasura's own words hide."""
    members = case.claims.get("aud")
    if seen["claim"] != "aud" or not isinstance(members, list):
        return None
    wrong = [one for one in members if not isinstance(one, str) or not is_string_or_uri(one)]
    if not wrong:
        return None
    right = [one for one in members if one not in wrong]
    return Explanation(
        Cause.AUDIENCE_MEMBER_UNUSABLE,
        f"The token's aud is a list, which is right, but Hasura cannot read {_shown(wrong[0])} in it.",
        (_why(wrong[0]), "Hasura's message speaks of the whole list, although one member is wrong."),
        remedies.in_token({"aud": right or ["<an identifier without a colon>"]}),
    )


def _time_not_a_number(seen: Evidence, case: Case) -> Explanation | None:
    claim = seen["claim"]
    if claim not in _TIMES:
        return None
    value = case.claims.get(claim)
    seconds = (
        int(value)
        if isinstance(value, str) and value.isdecimal() and len(value) < 16
        else int(case.now) + 3600
    )
    return Explanation(
        Cause.TIME_NOT_A_NUMBER,
        f"The token's {claim} is {_kind(value)}; times are numbers of seconds since 1970.",
        (f"{claim} is of the kind {seen['problem']}.", f"Its value: {_shown(value)}."),
        remedies.in_token({claim: seconds}),
    )


def _not_a_uri(seen: Evidence, _: Case) -> Explanation | None:
    if seen["problem"] != "uri":
        return None
    claim = seen["claim"]
    return Explanation(
        Cause.CLAIM_NOT_A_URI,
        f"The token's {claim} has a colon in it, but is not an absolute URI.",
        (f"{claim} is {shown(seen['value'])}: with a colon in it, it has to be an absolute URI.",),
        f"Have the issuer send a {claim} without a colon, or as a whole URI. "
        + remedies.in_token({claim: _without_colon(seen["value"])}),
    )


def _claim_of_another_kind(seen: Evidence, case: Case) -> Explanation | None:
    claim = seen["claim"]
    if claim is None:
        return None
    value = case.claims.get(claim)
    return Explanation(
        Cause.CLAIM_NOT_TEXT,
        f"The token's {claim} is {_kind(value)}; the standard wants a string.",
        (f"{claim} is of the kind {seen['problem']}.",),
        remedies.in_token({claim: json.dumps(value) if isinstance(value, int | float) else "<one string>"}),
    )


def _payload(seen: Evidence, _: Case) -> Explanation:
    problem = seen["problem"]
    return Explanation(
        Cause.PAYLOAD_NOT_AN_OBJECT,
        "The token's payload is not a JSON object of claims, so that Hasura reads none.",
        (f"The payload is {'not JSON' if problem == 'json' else f'JSON, but {problem}'}.",),
        "Have the issuer sign a JSON object, which is not turned into a string first. In JavaScript:\n\n"
        "    jwt.sign({ sub: user.id }, key)",
    )


def _unsigned(seen: Evidence, _: Case) -> Explanation:
    return Explanation(
        Cause.TOKEN_UNSIGNED,
        "The token has no signature that Hasura takes.",
        (f"Its algorithm is {shown(seen['algorithm'])}.",),
        "Sign the token; for development herm makes one.\n\n" + remedies.run("./herm token mint --role user"),
    )


def _why(value: Any) -> str:
    if not isinstance(value, str):
        return f"It is of the kind {type_name(value)}; each member has to be a string."
    return f"With a colon in it {_shown(value)} has to be an absolute URI, which has no spaces."


def _without_colon(value: str) -> str:
    return value.replace(":", "-")


def _kind(value: Any) -> str:
    name = type_name(value).lower()
    return "null" if value is None else f"{'an' if name[0] in 'ao' else 'a'} {name}"


def _shown(value: Any) -> str:
    return shown(value if isinstance(value, str) else json.dumps(value)[:80])


CONTENT_WORDS: Mapping[str, Sequence[Explain]] = {
    "bad_token_header": (_algorithm, _header),
    "bad_claims_set": (
        *(_audience_member, _not_a_uri, _time_not_a_number, _claim_of_another_kind, _payload),
    ),
    "unsigned": (_unsigned,),
}
