"""What leaves a server's door open, or shuts out its owner: the admin secret, roles that pass everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hasura import model
from hasura.model import ALLOWED_ROLES, DEFAULT_ROLE
from hasura.repair.samples import is_placeholder_key
from hasura.variables import ACCESS_KEY, ADMIN_SECRET, UNAUTHORIZED_ROLE

_KNOWN = ("myadminsecretkey", "myadminsecret", "hasura", "admin", "secret", "password", "adminsecret")
_NEW = f'Set another one: export {ADMIN_SECRET}="$(openssl rand -hex 32)"'
_USER = {ALLOWED_ROLES: f'"{ALLOWED_ROLES}": ["user"]', DEFAULT_ROLE: f'"{DEFAULT_ROLE}": "user"'}
_QUOTES = ("'", '"', "\u201c", "\u2018")


def admin_secret_warnings(env: Mapping[str, str]) -> Iterator[model.Warning]:
    """What is odd about the server's admin secret; the secret itself is never shown."""
    name = ADMIN_SECRET if ADMIN_SECRET in env else ACCESS_KEY
    secret = env.get(name)
    if secret is None:
        return
    if not secret:
        yield model.Warning(
            "admin-secret-empty",
            f"{name} is set to nothing: a request with an empty header x-hasura-admin-secret is admin.",
            _NEW,
        )
    elif secret != secret.strip() or (len(secret) > 1 and secret[0] == secret[-1] and secret[0] in _QUOTES):
        yield model.Warning(
            "admin-secret-kept-with-more",
            f"{name} has quotes, spaces or a line break at its ends, which count as part of it.",
            "Write it without them; in a shell use printf %s in place of echo.",
        )
    elif secret.lower() in _KNOWN or is_placeholder_key(secret):
        yield model.Warning(
            "admin-secret-known",
            f"{name} is one of those that everybody tries first, or a placeholder.",
            _NEW,
        )


def role_warnings(env: Mapping[str, str]) -> Iterator[model.Warning]:
    """Whether requests without any credentials may do everything."""
    if env.get(UNAUTHORIZED_ROLE) == "admin":
        yield model.Warning(
            "unauthorized-role-admin",
            "Requests without a token get the role admin, which passes every permission.",
            f"Name a role of its own: export {UNAUTHORIZED_ROLE}=anonymous",
        )


def fixed_role_warnings(fields: Mapping[str, Any]) -> Iterator[model.Warning]:
    """Whether claims_map gives everybody the role that passes every permission."""
    sources = fields.get("claims_map")
    if not isinstance(sources, dict):
        return
    for name in (ALLOWED_ROLES, DEFAULT_ROLE):
        source = sources.get(name)
        fixed = source.get("default") if isinstance(source, dict) else source
        if fixed == "admin" or (isinstance(fixed, list) and "admin" in fixed):
            yield model.Warning(
                "claims-map-gives-admin",
                f"claims_map gives {name} the role admin, which passes every permission, to every token.",
                f"Name a role of your own: {_USER[name]}",
            )
