"""Words about an accepted request: what was sent and ignored, and what leaves the door open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.claims.search import places_of_claims
from hasura.explain.token.times import unit_of
from hasura.explain.words import Explanation, listed, moment, shown
from hasura.formats.jsonpath import MISSING, JSONPathError, evaluate, parse_path, render
from hasura.model import ALLOWED_ROLES, DEFAULT_ROLE, Accepted, ClaimPath, ClaimsMap
from hasura.request.session_variables import (
    ACCESS_KEY,
    ADMIN_SECRET,
    BACKEND_ONLY,
    ROLE,
    variables_of_headers,
)

_USER_ID = "x-hasura-user-id"
_READ = (ROLE, ADMIN_SECRET, ACCESS_KEY, BACKEND_ONLY)
_NAME = re.compile(r"[a-z][A-Za-z]*(_[A-Za-z]+)+|[a-z]+[A-Z][A-Za-z]*|sub|oid|uid|email")


class _Note(NamedTuple):
    """Something that a person should know although the request goes on."""

    cause: Cause
    words: str
    remedy: str


def accepted(decision: Accepted, case: Case) -> Explanation:
    """The role and the session, then what the person should know; the first of it is the cause."""
    notes = tuple(_notes(decision, case))
    evidence = [f"Session variables: {listed(decision.session)}."]
    if decision.expires_at is not None:
        evidence.append(f"The token ends at {moment(decision.expires_at)}.")
    return Explanation(
        notes[0].cause if notes else Cause.ACCEPTED,
        f"The request goes on with the role {shown(decision.role)}.",
        (*evidence, *(note.words for note in notes)),
        notes[0].remedy if notes else "Nothing to do.",
    )


def _notes(decision: Accepted, case: Case) -> Iterator[_Note]:
    variables = variables_of_headers(case.headers)
    if not case.mode.admin_secret_hashes:
        yield from _open_to_all(case)
    elif ADMIN_SECRET in variables or ACCESS_KEY in variables:
        yield from _decided_by_admin_secret(case)
    elif case.token:
        yield from _in_the_token(decision, case)
        yield from _ignored_headers(variables)
    elif ROLE in variables:
        yield _Note(
            Cause.ASKED_ROLE_IGNORED,
            f"The header {ROLE} ({shown(variables[ROLE])}) was ignored: without a token the role is always "
            f"{shown(decision.role)}.",
            "To choose a role, log in. " + remedies.send_token(case.secret.location)
            if case.mode.jwt_secrets
            else remedies.leave_out(ROLE),
        )


def _open_to_all(case: Case) -> Iterator[_Note]:
    yield _Note(
        Cause.NO_ADMIN_SECRET_SET,
        "No admin secret is configured: every request may take every role.",
        "Set HASURA_GRAPHQL_ADMIN_SECRET before anyone else can reach this server. "
        + remedies.in_shell('export HASURA_GRAPHQL_ADMIN_SECRET="$(openssl rand -hex 32)"'),
    )
    if any(name.lower() == "authorization" for name, _ in case.headers):
        yield _Note(
            Cause.NO_ADMIN_SECRET_SET,
            "The header Authorization was ignored: tokens count beside an admin secret only.",
            "",
        )


def _decided_by_admin_secret(case: Case) -> Iterator[_Note]:
    if case.mode.jwt_secrets and case.token:
        yield _Note(
            Cause.TOKEN_IGNORED,
            "The token was not looked at: the admin secret was sent, and it decides alone.",
            "A client that sends a token must never have the admin secret. "
            + remedies.leave_out(ADMIN_SECRET),
        )


def _in_the_token(decision: Accepted, case: Case) -> Iterator[_Note]:
    yield from _times(decision, case)
    yield from _fixed_values(case)
    yield from _counted_defaults(case)
    role = _text_of(case, ROLE)
    if role not in (None, decision.role) and not isinstance(case.secret.claims, ClaimsMap):
        yield _Note(
            Cause.ROLE_IN_TOKEN_IGNORED,
            f"The token's {ROLE} was ignored: the role is the request's header {ROLE}, else {DEFAULT_ROLE}.",
            f"Have the issuer name the role in {DEFAULT_ROLE}. "
            + remedies.in_hasura_claims({DEFAULT_ROLE: role}),
        )
    if not decision.session:
        yield _Note(
            Cause.NO_USER_ID,
            f"The session has no {_USER_ID}: a permission that compares with it gives no rows, or an error.",
            remedies.in_hasura_claims({_USER_ID: str(case.claims.get("sub", "<the user's id>"))}),
        )


def _times(decision: Accepted, case: Case) -> Iterator[_Note]:
    expires = decision.expires_at
    if expires is None:
        yield _Note(
            Cause.NEVER_EXPIRES,
            "The token has no exp: it never ends, and cannot be taken back.",
            remedies.in_token({"exp": int(case.now) + 3600}),
        )
        return
    unit = unit_of(expires, case.now)
    if unit is not None:
        yield _Note(
            Cause.EXPIRY_IN_ANOTHER_UNIT,
            f"exp counts {unit[0]}, and Hasura reads seconds: the token practically never ends.",
            f"Have the issuer divide by {round(expires / unit[1])}. "
            f"{remedies.in_token({'exp': int(unit[1])})}",
        )


def _fixed_values(case: Case) -> Iterator[_Note]:
    claims = case.secret.claims
    sources = claims.sources if isinstance(claims, ClaimsMap) else {}
    for name, source in sources.items():
        if name in (ALLOWED_ROLES, DEFAULT_ROLE) or not isinstance(source, str):
            continue
        path = _meant_path(source, case)
        if path is not None:
            yield _Note(
                Cause.FIXED_VALUE_LOOKS_LIKE_A_PATH,
                f"{name} is the fixed text {shown(source)}, the same for everybody: claims_map "
                "reads a path only "
                "where it is written as one.",
                remedies.in_claims_map(name, ClaimPath(path)),
            )


def _meant_path(source: str, case: Case) -> tuple[str | int, ...] | None:
    if not source.startswith("$") and not _NAME.fullmatch(source) and source not in case.claims:
        return None
    try:
        return parse_path(source)
    except JSONPathError:
        return None


def _counted_defaults(case: Case) -> Iterator[_Note]:
    claims = case.secret.claims
    sources = claims.sources if isinstance(claims, ClaimsMap) else {}
    for name, source in sources.items():
        if isinstance(source, ClaimPath) and evaluate(source.path, case.claims) is MISSING:
            yield _Note(
                Cause.DEFAULT_COUNTED,
                f"{name} is the default of claims_map: its path {shown(render(source.path))} found nothing.",
                "If the claim should be there, correct the path or have the issuer send it; else "
                "nothing to do.",
            )


def _ignored_headers(variables: dict[str, str]) -> Iterator[_Note]:
    ignored = [name for name in variables if name not in _READ]
    if ignored:
        yield _Note(
            Cause.HEADERS_IGNORED,
            f"Ignored headers: {listed(ignored)}. Session variables come from the token alone.",
            remedies.leave_out(ignored[0]),
        )


def _text_of(case: Case, name: str) -> str | None:
    for place in places_of_claims(case.claims)[:1]:
        for key, value in place.members.items():
            if str(key).lower() == name and isinstance(value, str):
                return value
    return None
