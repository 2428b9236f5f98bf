"""What was sent with an accepted request and ignored, and what leaves the door open."""

from __future__ import annotations

from collections.abc import Iterator

from hasura import model
from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.claims.search import hasura_claims_of
from hasura.explain.token.times import unit_of
from hasura.explain.warnings.fixed_values import fixed_value_warnings
from hasura.explain.words import listed, shown
from hasura.formats.jsonpath import MISSING, evaluate, render
from hasura.model import DEFAULT_ROLE, Accepted, ClaimPath, ClaimsMap
from hasura.request.session_variables import (
    ACCESS_KEY,
    ADMIN_SECRET,
    BACKEND_ONLY,
    ROLE,
    variables_of_headers,
)

_USER_ID = "x-hasura-user-id"
_READ = (ROLE, ADMIN_SECRET, ACCESS_KEY, BACKEND_ONLY)


def request_warnings(decision: Accepted, case: Case) -> Iterator[model.Warning]:
    """What was sent and ignored, and what surprises later; the name of each is its `Cause`."""
    variables = variables_of_headers(case.headers)
    if not case.mode.admin_secret_hashes:
        yield from _open_to_all(case)
    elif ADMIN_SECRET in variables or ACCESS_KEY in variables:
        yield from _decided_by_admin_secret(case)
    elif case.token:
        yield from _in_the_token(decision, case)
        yield from _ignored_headers(variables)
    elif ROLE in variables:
        yield model.Warning(
            Cause.ASKED_ROLE_IGNORED,
            f"The header {ROLE} ({shown(variables[ROLE])}) was ignored: without a token the role is always "
            f"{shown(decision.role)}.",
            "To choose a role, log in. " + remedies.send_token(case.secret.location)
            if case.mode.jwt_secrets
            else remedies.leave_out(ROLE),
        )


def _open_to_all(case: Case) -> Iterator[model.Warning]:
    yield model.Warning(
        Cause.NO_ADMIN_SECRET_SET,
        "No admin secret is configured: every request may take every role.",
        "Set HASURA_GRAPHQL_ADMIN_SECRET before anyone else can reach this server. "
        + remedies.in_shell('export HASURA_GRAPHQL_ADMIN_SECRET="$(openssl rand -hex 32)"'),
    )
    if any(name.lower() == "authorization" for name, _ in case.headers):
        yield model.Warning(
            Cause.NO_ADMIN_SECRET_SET,
            "The header Authorization was ignored: tokens count beside an admin secret only.",
            "",
        )


def _decided_by_admin_secret(case: Case) -> Iterator[model.Warning]:
    if case.mode.jwt_secrets and case.token:
        yield model.Warning(
            Cause.TOKEN_IGNORED,
            "The token was not looked at: the admin secret was sent, and it decides alone.",
            "A client that sends a token must never have the admin secret. "
            + remedies.leave_out(ADMIN_SECRET),
        )


def _in_the_token(decision: Accepted, case: Case) -> Iterator[model.Warning]:
    yield from _times(decision, case)
    claims = case.secret.claims
    if isinstance(claims, ClaimsMap):
        yield from fixed_value_warnings(claims.sources, case.claims)
    yield from _counted_defaults(case)
    role = hasura_claims_of(case.claims).get(ROLE)
    if isinstance(role, str) and role != decision.role and not isinstance(case.secret.claims, ClaimsMap):
        yield model.Warning(
            Cause.ROLE_IN_TOKEN_IGNORED,
            f"The token's {ROLE} was ignored: the role is the request's header {ROLE}, else {DEFAULT_ROLE}.",
            f"Have the issuer name the role in {DEFAULT_ROLE}. "
            + remedies.in_hasura_claims({DEFAULT_ROLE: role}),
        )
    if not decision.session:
        yield model.Warning(
            Cause.NO_USER_ID,
            f"The session has no {_USER_ID}: a permission that compares with it gives no rows, or an error.",
            remedies.in_hasura_claims({_USER_ID: str(case.claims.get("sub", "<the user's id>"))}),
        )


def _times(decision: Accepted, case: Case) -> Iterator[model.Warning]:
    expires = decision.expires_at
    if expires is None:
        yield model.Warning(
            Cause.NEVER_EXPIRES,
            "The token has no exp: it never ends, and cannot be taken back.",
            remedies.in_token({"exp": int(case.now) + 3600}),
        )
        return
    unit = unit_of(expires, case.now)
    if unit is not None:
        yield model.Warning(
            Cause.EXPIRY_IN_ANOTHER_UNIT,
            f"exp counts {unit[0]}, and Hasura reads seconds: the token practically never ends.",
            f"Have the issuer divide by {round(expires / unit[1])}. "
            f"{remedies.in_token({'exp': int(unit[1])})}",
        )


def _counted_defaults(case: Case) -> Iterator[model.Warning]:
    claims = case.secret.claims
    sources = claims.sources if isinstance(claims, ClaimsMap) else {}
    for name, source in sources.items():
        if isinstance(source, ClaimPath) and evaluate(source.path, case.claims) is MISSING:
            yield model.Warning(
                Cause.DEFAULT_COUNTED,
                f"{name} is the default of claims_map: its path {shown(render(source.path))} found nothing.",
                "If the claim should be there, correct the path or have the issuer send it; else "
                "nothing to do.",
            )


def _ignored_headers(variables: dict[str, str]) -> Iterator[model.Warning]:
    ignored = [name for name in variables if name not in _READ]
    if ignored:
        yield model.Warning(
            Cause.HEADERS_IGNORED,
            f"Ignored headers: {listed(ignored)}. Session variables come from the token alone.",
            remedies.leave_out(ignored[0]),
        )
