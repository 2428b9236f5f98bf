"""What Hasura accepts silently and users regret, and what explains a text that it does not accept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from hasura import model
from hasura.explain.warnings.doors import admin_secret_warnings, fixed_role_warnings, role_warnings
from hasura.explain.warnings.fields import field_warnings
from hasura.explain.warnings.issuer import issuer_warnings
from hasura.explain.warnings.key import key_warnings
from hasura.explain.warnings.server import server_warnings
from hasura.explain.warnings.values import value_warnings
from hasura.repair.examine import examine
from hasura.start.startup import is_enterprise, jwt_secret_text
from hasura.variables import JWT_SECRETS

_DAY = 86400


def standing_warnings(env: Mapping[str, str], now: float) -> tuple[model.Warning, ...]:
    """Every warning about a server, whatever it is asked; none where its environment is not known.

    Args:
        env: The server's environment.
        now: Seconds since the epoch; its day counts, for the dates of certificates.
    """
    return _of_day(tuple(sorted(env.items())), now // _DAY)


@lru_cache(maxsize=64)
def _of_day(variables: tuple[tuple[str, str], ...], day: float) -> tuple[model.Warning, ...]:
    """Kept, since many requests are asked about one server."""
    env = dict(variables)
    return warnings(jwt_secret_text(env), env, day * _DAY)


def warnings(secret_text: str | None, env: Mapping[str, str] | None, now: float) -> tuple[model.Warning, ...]:
    """Every warning about a JWT secret, without repetition, those about the text first.

    Args:
        secret_text: The value of `HASURA_GRAPHQL_JWT_SECRET` or `HASURA_GRAPHQL_JWT_SECRETS`; it need not be
            one that Hasura takes. None where no token counts.
        env: The server's environment, when it is known.
        now: Seconds since the epoch, for the dates of certificates.
    """
    unique: dict[str, model.Warning] = {}
    for warning in _all(secret_text, env or {}, now):
        unique.setdefault(warning.id + warning.reason, warning)
    return tuple(unique.values())


def _all(text: str | None, env: Mapping[str, str], now: float) -> Iterator[model.Warning]:
    if text is not None:
        yield from _of_secret(text, env, now)
    yield from admin_secret_warnings(env)
    yield from role_warnings(env)


def _of_secret(text: str, env: Mapping[str, str], now: float) -> Iterator[model.Warning]:
    found = examine(text, several=JWT_SECRETS in env and is_enterprise(env))
    for accident in found.accidents:
        if accident.cause != "field-misspelt":  # the field's own warning names it
            yield model.Warning(accident.cause, accident.sentence, accident.advice)
    for fields in found.entries:
        yield from value_warnings(fields)
        yield from field_warnings(fields)
        yield from key_warnings(fields, now)
        yield from issuer_warnings(fields)
        yield from fixed_role_warnings(fields)
    yield from server_warnings(found.entries, env)
