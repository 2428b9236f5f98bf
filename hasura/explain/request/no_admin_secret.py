"""Words about a request without the admin secret, where the server knows nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.request.admin_secret import is_admin_secret
from hasura.explain.websocket import is_websocket, over_websocket
from hasura.explain.words import Evidence, Explain, Explanation, listed, near_miss, shown
from hasura.request.session_variables import ACCESS_KEY, ADMIN_SECRET
from hasura.variables import ADMIN_SECRET as VARIABLE
from hasura.variables import JWT_SECRET, JWT_SECRETS


def _secret_elsewhere(_: Evidence, case: Case) -> Explanation | None:
    for name, value in case.headers:
        for candidate in (value, value.removeprefix("Bearer ")):
            if is_admin_secret(case, candidate):
                return Explanation(
                    Cause.ADMIN_SECRET_ELSEWHERE,
                    f"The request sent the admin secret, but in the header {shown(name)}, where "
                    "Hasura does not look.",
                    (f"Hasura looks in {ADMIN_SECRET}, and in {ACCESS_KEY} for old clients.",),
                    remedies.send(ADMIN_SECRET, "<the value alone>"),
                )
    return None


def _no_jwt_secret(seen: Evidence, case: Case) -> Explanation | None:
    if not any(name.lower() in ("authorization", "cookie") for name in seen["headers"]):
        return None
    evidence = [
        f"Headers of the request: {listed(seen['headers'])}.",
        f"A token may have been sent, but the server has no {JWT_SECRET}.",
    ]
    remedy = (
        f"Set {JWT_SECRET} so that tokens count. {JWT_SECRETS}, in the plural, is ignored by the Community "
        "Edition. For a first try:\n\n" + remedies.run("./herm jwt-config --hs256")
    )
    if JWT_SECRETS in case.env:
        evidence.append(
            f"{JWT_SECRETS}, in the plural, is set; the Community Edition ignores it without a word."
        )
        remedy = "Put the one secret of the list into the singular variable.\n\n" + remedies.in_shell(
            f'export {JWT_SECRET}="$(printf %s "${JWT_SECRETS}" | jq -c \'.[0]\')"'
        )
    return Explanation(
        Cause.JWT_SECRETS_IGNORED if JWT_SECRETS in case.env else Cause.NO_JWT_SECRET,
        "The server knows nothing but its admin secret, so that no token of the request was looked at.",
        tuple(evidence),
        remedy,
    )


def _not_sent(seen: Evidence, _: Case) -> Explanation:
    headers = seen["headers"]
    return Explanation(
        Cause.NO_ADMIN_SECRET,
        "The server knows nothing but its admin secret, and the request did not send it.",
        (
            f"Headers of the request: {listed(headers)}.",
            *near_miss(ADMIN_SECRET, headers),
            *near_miss(ACCESS_KEY, headers),
        ),
        "Strangers may read something only where HASURA_GRAPHQL_UNAUTHORIZED_ROLE is set.\n\n"
        + remedies.send(ADMIN_SECRET, f"<the value of {VARIABLE}>"),
    )


def _over_websocket(_: Evidence, case: Case) -> Explanation | None:
    return over_websocket(f'"{ADMIN_SECRET}": "<secret>"') if is_websocket(case.headers) else None


NO_ADMIN_SECRET_WORDS: Mapping[str, tuple[Explain, ...]] = {
    "no_admin_secret": (_over_websocket, _secret_elsewhere, _no_jwt_secret, _not_sent),
}
