"""What Hasura answers to one request, decided in Hasura's order.

1. No admin secret is configured: everything is allowed. 2. The admin secret's header, where sent, decides
alone. 3. Secret-only mode: the unauthorized role or a refusal. 4. The webhook. 5. The token: found, read,
verified, its registered claims checked, Hasura's claims found, the role chosen.
"""

from __future__ import annotations

from collections.abc import Mapping

from hasura.model import Accepted, AuthMode, Headers, JwtSecret, Key, Refused
from hasura.request.admin_secret import as_unauthorized, decide_by_admin_secret, without_admin_secret
from hasura.request.compact import read_token
from hasura.request.hasura_claims import hasura_claims
from hasura.request.locate import Located, locate_token, missing_token
from hasura.request.refusal import RequestRefused, refuse
from hasura.request.registered_claims import check_claims
from hasura.request.roles import accept_role
from hasura.request.verify import verify_signature


def check(
    mode: AuthMode, headers: Headers, now: float, jwks: Mapping[str, tuple[Key, ...]]
) -> Accepted | Refused:
    """Decide one request.

    The webhook is never called: in webhook mode a request without the admin secret gets the answer that
    Hasura gives when the webhook cannot be reached, and `explain` says who decides.

    Args:
        mode: What start-up decided.
        headers: The request's headers.
        now: Seconds since the epoch.
        jwks: The keys now loaded for each `jwk_url`; an absent or empty set refuses every token.
    """
    try:
        return _decide(mode, headers, now, jwks)
    except RequestRefused as refusal:
        return refusal.refused


def _decide(mode: AuthMode, headers: Headers, now: float, jwks: Mapping[str, tuple[Key, ...]]) -> Accepted:
    decided = decide_by_admin_secret(mode, headers)
    if decided is not None:
        return decided
    if mode.webhook is not None:
        raise refuse("webhook", 500, "unexpected", "webhook authentication request failed")
    if not mode.jwt_secrets:
        return without_admin_secret(mode, headers)
    located = locate_token(mode, headers)
    if located is not None:
        return _by_token(located, headers, now, jwks)
    if mode.unauthorized_role is None:
        raise missing_token(mode, headers)
    return as_unauthorized(mode.unauthorized_role, headers)


def _by_token(
    located: Located, headers: Headers, now: float, jwks: Mapping[str, tuple[Key, ...]]
) -> Accepted:
    token = read_token(located.token)
    verify_signature(token, _keys(located.secret, jwks))
    check_claims(token.claims, located.secret, now)
    claims = hasura_claims(token.claims, located.secret)
    return accept_role(claims, headers, token.claims.expires)


def _keys(secret: JwtSecret, jwks: Mapping[str, tuple[Key, ...]]) -> tuple[Key, ...]:
    if secret.jwk_url is not None:
        return jwks.get(secret.jwk_url, ())
    return () if secret.key is None else (secret.key,)
