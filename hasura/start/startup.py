"""What Hasura makes of its environment at start: a mode of authentication, or a fatal error.

Variables are read first, each with its own error; then the combination is judged. The plural variables belong
to the Enterprise Edition, which a license key selects; the Community Edition ignores them silently.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from hasura.model import AuthMode, JwtSecret, StartupError, fatal
from hasura.start.decode import DecodeError, expect, read_document, text_of
from hasura.start.grammar import parse_jwt_secret, parse_jwt_secrets
from hasura.start.key_address import unfetchable
from hasura.start.other_variables import check_after, check_before, check_hook
from hasura.variables import (
    ACCESS_KEY,
    ADMIN_SECRET,
    ADMIN_SECRETS,
    AUTH_HOOK,
    JWT_SECRET,
    JWT_SECRETS,
    LICENSE_KEY,
    UNAUTHORIZED_ROLE,
)

_NEEDS_ADMIN = f" requires --admin-secret ({ADMIN_SECRET}) or  --access-key ({ACCESS_KEY}) to be set"


def start(env: Mapping[str, str]) -> AuthMode:
    """The mode that the environment selects.

    Args:
        env: Environment variables by their full names; others than Hasura's play no part.

    Raises:
        StartupError: With the whole text that Hasura prints.
    """
    check_before(env)
    admin_secrets = _admin_secrets(env)
    check_hook(env)
    mode = AuthMode(
        admin_secret_hashes=admin_secrets,
        jwt_secrets=_jwt_secrets(env),
        webhook=env.get(AUTH_HOOK),
        unauthorized_role=_unauthorized_role(env),
    )
    check_after(env)
    return _fetchable(_judged(mode))


def _fetchable(mode: AuthMode) -> AuthMode:
    """The mode, unless keys are at an address that can never answer: Hasura fetches them at its start."""
    for secret in mode.jwt_secrets:
        refusal = None if secret.jwk_url is None else unfetchable(secret.jwk_url)
        if refusal is not None:
            raise StartupError(refusal)
    return mode


def admin_secret_hash(secret: str) -> bytes:
    """What Hasura keeps of an admin secret."""
    return hashlib.sha512(secret.encode("utf-8", "surrogatepass")).digest()


def is_enterprise(env: Mapping[str, str]) -> bool:
    """Whether the environment has a license key, which makes the server an Enterprise Edition."""
    return bool(env.get(LICENSE_KEY))


def jwt_secret_text(env: Mapping[str, str]) -> str | None:
    """The text of the JWT secret that was meant to count: a list is meant where nothing else is set, too."""
    several, one = env.get(JWT_SECRETS), env.get(JWT_SECRET)
    return several if several is not None and (one is None or is_enterprise(env)) else one


def _admin_secrets(env: Mapping[str, str]) -> tuple[bytes, ...]:
    several = env.get(ADMIN_SECRETS)
    if several is not None and is_enterprise(env):
        try:
            secrets = [text_of(secret) for secret in expect(list, "[]", read_document(several))]
        except DecodeError as error:
            raise fatal(ADMIN_SECRETS, str(error)) from None
        return tuple(dict.fromkeys(admin_secret_hash(secret) for secret in secrets))
    one = env.get(ADMIN_SECRET, env.get(ACCESS_KEY))
    return () if one is None else (admin_secret_hash(one),)


def _jwt_secrets(env: Mapping[str, str]) -> tuple[JwtSecret, ...]:
    several = env.get(JWT_SECRETS)
    one = env.get(JWT_SECRET)
    if several is not None and is_enterprise(env):
        try:
            return parse_jwt_secrets(several)
        except StartupError as error:
            raise fatal(JWT_SECRETS, str(error)) from None
    if one is None:
        return ()
    try:
        return (parse_jwt_secret(one),)
    except StartupError as error:
        raise fatal(JWT_SECRET, str(error)) from None


def _unauthorized_role(env: Mapping[str, str]) -> str | None:
    role = env.get(UNAUTHORIZED_ROLE)
    if role == "":
        raise fatal(UNAUTHORIZED_ROLE, "empty string not allowed")
    return role


def _judged(mode: AuthMode) -> AuthMode:
    """The mode, unless its parts exclude each other; Hasura looks at the unauthorized role first."""
    secret, hook, tokens = bool(mode.admin_secret_hashes), mode.webhook is not None, bool(mode.jwt_secrets)
    if secret and not hook:
        return mode
    if mode.unauthorized_role is not None:
        raise StartupError(
            f"Fatal Error: --unauthorized-role ({UNAUTHORIZED_ROLE}){_NEEDS_ADMIN}"
            f" and is not allowed when --auth-hook ({AUTH_HOOK}) is set"
        )
    if hook and tokens:
        raise StartupError("Fatal Error: Both webhook and JWT mode cannot be enabled at the same time")
    if hook and not secret:
        raise StartupError(f"Fatal Error : --auth-hook ({AUTH_HOOK}){_NEEDS_ADMIN}")
    if tokens:
        raise StartupError(f"Fatal Error : --jwt-secret ({JWT_SECRET}){_NEEDS_ADMIN}")
    return mode
