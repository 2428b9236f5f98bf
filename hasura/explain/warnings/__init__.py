"""What Hasura accepts silently and users regret, and what explains a text that it does not accept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hasura import model
from hasura.explain.warnings.doors import admin_secret_warnings, fixed_role_warnings, role_warnings
from hasura.explain.warnings.fields import field_warnings
from hasura.explain.warnings.issuer import issuer_warnings
from hasura.explain.warnings.key import key_warnings
from hasura.explain.warnings.server import server_warnings
from hasura.explain.warnings.values import value_warnings
from hasura.repair.examine import examine
from hasura.start.startup import is_enterprise
from hasura.variables import JWT_SECRETS


def warnings(secret_text: str, env: Mapping[str, str] | None, now: float) -> tuple[model.Warning, ...]:
    """Every warning about a JWT secret, without repetition, those about the text first.

    Args:
        secret_text: The value of `HASURA_GRAPHQL_JWT_SECRET` or `HASURA_GRAPHQL_JWT_SECRETS`; it need not be
            one that Hasura takes.
        env: The server's environment, when it is known.
        now: Seconds since the epoch, for the dates of certificates.
    """
    unique: dict[str, model.Warning] = {}
    for warning in _all(secret_text, env, now):
        unique.setdefault(warning.id + warning.reason, warning)
    return tuple(unique.values())


def _all(text: str, env: Mapping[str, str] | None, now: float) -> Iterator[model.Warning]:
    server = env or {}
    found = examine(text, several=JWT_SECRETS in server and is_enterprise(server))
    for accident in found.accidents:
        if accident.cause != "field-misspelt":  # the field's own warning names it
            yield model.Warning(accident.cause, accident.sentence, accident.advice)
    for fields in found.entries:
        yield from value_warnings(fields)
        yield from field_warnings(fields)
        yield from key_warnings(fields, now)
        yield from issuer_warnings(fields)
        yield from fixed_role_warnings(fields)
    yield from server_warnings(found.entries, server)
    yield from admin_secret_warnings(server)
    yield from role_warnings(server)
