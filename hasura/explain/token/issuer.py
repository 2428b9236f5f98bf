"""Words about a token of another issuer than the server expects."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.token.kinds import wrong_kind
from hasura.explain.words import Evidence, Explain, Explanation, listed, shown
from hasura.model import Accepted, Refused

_ENTRA_1 = re.compile(r"https://sts\.windows\.net/([0-9a-f-]{36})/?", re.IGNORECASE)
_ENTRA_2 = re.compile(r"https://login\.microsoftonline\.com/([0-9a-f-]{36})/v2\.0/?", re.IGNORECASE)


def _entra_version(seen: Evidence, _: Case) -> Explanation | None:
    """Microsoft writes another issuer and another audience into tokens of version 1."""
    found = _ENTRA_1.fullmatch(seen["found"] or "")
    tenants = [match[1].lower() for one in _expected(seen) if (match := _ENTRA_2.fullmatch(one))]
    if found is None or found[1].lower() not in tenants:
        return None
    return Explanation(
        Cause.ENTRA_TOKEN_VERSION,
        "The token is of Microsoft's version 1, which names another issuer than the version 2 that "
        "is expected.",
        (
            *_issuers(seen),
            "Both are the same tenant; the API's app registration chooses the version of its tokens.",
        ),
        "Set in the manifest of the API's app registration, under `api`, and get a new token:\n\n"
        '    "requestedAccessTokenVersion": 2',
    )


def _slash(seen: Evidence, case: Case) -> Explanation | None:
    found = seen["found"]
    if found is None or not any(found.rstrip("/") == one.rstrip("/") for one in _expected(seen)):
        return None
    return Explanation(
        Cause.ISSUER_SLASH,
        "The server's issuer and the token's differ in the slash at the end, and Hasura compares every sign.",
        (*_issuers(seen), "They differ in the trailing slash only.", *_then(case, found)),
        remedies.in_secret({"issuer": found}),
    )


def _same_issuer(seen: Evidence, case: Case) -> Explanation | None:
    """The server's own keys made the signature: the token is of the right issuer, under another name."""
    found = seen["found"]
    if found is None or not case.keys or not _genuine(case, found):
        return None
    return Explanation(
        Cause.ISSUER_NAMED_OTHERWISE,
        "The token's signature is genuine under the server's keys; only the issuer's name differs.",
        (*_issuers(seen), *_then(case, found)),
        f"Set `issuer` to exactly the token's iss. {remedies.in_secret({'issuer': found})}",
    )


def _another_issuer(seen: Evidence, case: Case) -> Explanation:
    evidence = list(_issuers(seen))
    if case.keys:
        evidence.append("The server's keys did not make its signature either.")
    return Explanation(
        Cause.ISSUER_UNKNOWN,
        "The token comes from another issuer than the server expects.",
        tuple(evidence),
        "Send a token of the expected issuer. Only if the other one is yours, change the server: "
        "its `issuer` "
        f"and its keys. {remedies.send_token(case.secret.location)}",
    )


def _expected(seen: Evidence) -> tuple[str, ...]:
    return tuple(one for one in dict.fromkeys(seen["expected"]) if one is not None)


def _issuers(seen: Evidence) -> tuple[str, str]:
    return f"The token's iss: {shown(seen['found'])}.", f"Expected: {listed(_expected(seen))}."


def _genuine(case: Case, issuer: str) -> bool:
    """Whether nothing but the issuer stands between the token and its signature's proof."""
    decision = case.with_secret(issuer=issuer)
    return isinstance(decision, Accepted) or decision.reason not in _UNPROVED


_UNPROVED = (
    "not_three_parts",
    "not_base64url",
    "bad_token_header",
    "bad_claims_set",
    "unsigned",
    "no_keys",
    "bad_signature",
)


def _then(case: Case, issuer: str) -> tuple[str, ...]:
    decision = case.with_secret(issuer=issuer)
    if isinstance(decision, Refused):
        return (f"With that issuer the answer would be {shown(decision.message)}.",)
    return ("With that issuer the token is accepted.",)


ISSUER_WORDS: Mapping[str, tuple[Explain, ...]] = {
    "wrong_issuer": (_entra_version, wrong_kind, _slash, _same_issuer, _another_issuer),
}
