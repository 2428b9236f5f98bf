"""A Hasura in thought: what its environment makes of a request, with the keys that it would have fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cli.tokens.environment import Environment
from cli.tokens.fetch import fetch_json
from hasura.explain.case import Case
from hasura.explain.explain import explain
from hasura.explain.startup import explain_start
from hasura.explain.words import Explanation
from hasura.formats.jwk import parse_jwk_set
from hasura.model import AuthMode, Decision, Headers, JwtSecret, Key, StartupError
from hasura.request.locate import headers_for
from hasura.start.startup import start
from hasura.variables import JWT_SECRET
from infra.problems import fail


@dataclass(frozen=True)
class TokenServer:
    """A server that has started, with the keys of every `jwk_url`."""

    mode: AuthMode
    documents: Mapping[str, Any] = field(repr=False)
    env: Environment = field(repr=False)
    jwks: Mapping[str, tuple[Key, ...]] = field(repr=False)

    @property
    def secret(self) -> JwtSecret:
        """The JWT secret; the first of several."""
        return self.mode.jwt_secrets[0]

    def answer(self, headers: Headers, now: float) -> tuple[Decision, Explanation]:
        """What Hasura answers to a request, and why."""
        case = Case(self.mode, headers, now, self.jwks, self.documents, self.env)
        decision = case.decide()
        return decision, explain(decision, case)

    def headers_for(self, token: str) -> Headers:
        """The request header that carries the token to where the JWT secret looks for it."""
        return headers_for(self.secret.location, token)


def start_server(environment: Environment) -> TokenServer:
    """Start as Hasura does, and fetch the keys.

    Raises:
        ProblemsError: When Hasura would not start, knows no tokens, or its keys cannot be fetched.
    """
    try:
        mode = start(environment)
    except StartupError as error:
        why = explain_start(str(error), environment)
        raise fail(JWT_SECRET, "\n".join((why.sentence, *why.evidence)), why.remedy) from None
    if not mode.jwt_secrets:
        raise fail(
            JWT_SECRET,
            "is not set, so that Hasura looks at no token",
            "./herm jwt-config --help",
        )
    urls = {secret.jwk_url for secret in mode.jwt_secrets if secret.jwk_url is not None}
    documents = {url: fetch_json(url) for url in urls}
    return TokenServer(
        mode, documents, environment, {url: _keys(url, document) for url, document in documents.items()}
    )


def _keys(url: str, document: Any) -> tuple[Key, ...]:
    try:
        return parse_jwk_set(document)
    except ValueError as error:
        raise fail(
            url,
            f"is not a key set that Hasura can read: {error}",
            "./herm jwt-config PROVIDER --pem pins one key in place of the address.",
        ) from None
