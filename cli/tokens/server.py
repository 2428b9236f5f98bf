"""A Hasura in thought: what its environment makes of a request, with the keys that it would have fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote_plus

from cli.tokens.environment import Environment
from cli.tokens.fetch import fetch_json
from hasura.explain.explain import explain
from hasura.explain.words import Explanation
from hasura.formats.jwk import parse_jwk_set
from hasura.model import AuthMode, Decision, Headers, JwtSecret, Key, StartupError
from hasura.request.check import check
from hasura.start.startup import start
from infra.problems import fail


@dataclass(frozen=True)
class TokenServer:
    """A server that has started, with the keys of every `jwk_url`."""

    mode: AuthMode
    jwks: Mapping[str, tuple[Key, ...]]

    @property
    def secret(self) -> JwtSecret:
        """The JWT secret; the first of several."""
        return self.mode.jwt_secrets[0]

    def answer(self, headers: Headers, now: float) -> tuple[Decision, Explanation]:
        """What Hasura answers to a request, and why."""
        decision = check(self.mode, headers, now, self.jwks)
        return decision, explain(decision, self.mode)

    def headers_for(self, token: str) -> Headers:
        """The request header that carries the token to where the JWT secret looks for it."""
        location = self.secret.location
        if location.kind == "Cookie":
            return [("Cookie", f"{location.name}={quote_plus(token)}")]
        if location.kind == "CustomHeader":
            return [(location.name or "", token)]
        return [("Authorization", f"Bearer {token}")]


def start_server(environment: Environment) -> TokenServer:
    """Start as Hasura does, and fetch the keys.

    Raises:
        ProblemsError: When Hasura would not start, knows no tokens, or its keys cannot be fetched.
    """
    try:
        mode = start(environment)
    except StartupError as error:
        raise fail(
            "HASURA_GRAPHQL_JWT_SECRET", f"Hasura does not start: {error}", "./herm jwt check explains it."
        ) from None
    if not mode.jwt_secrets:
        raise fail(
            "HASURA_GRAPHQL_JWT_SECRET",
            "is not set, so that Hasura looks at no token",
            "./herm jwt-config --help",
        )
    urls = {secret.jwk_url for secret in mode.jwt_secrets if secret.jwk_url is not None}
    return TokenServer(mode, {url: _keys(url) for url in urls})


def _keys(url: str) -> tuple[Key, ...]:
    document = fetch_json(url)
    try:
        return parse_jwk_set(document)
    except ValueError as error:
        raise fail(
            url,
            f"is not a key set that Hasura can read: {error}",
            "./herm jwt-config PROVIDER --pem pins one key in place of the address.",
        ) from None
