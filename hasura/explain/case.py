"""One request beside the server that answered it: all that an explanation may look at and try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from hasura.formats.json_text import decode_json
from hasura.identity.key_addresses import key_address_of
from hasura.identity.snippets import provider_of
from hasura.model import AuthMode, Decision, Headers, JwtSecret, Key
from hasura.request.check import check
from hasura.request.compact import base64url
from hasura.request.locate import Located, headers_for, pairs_of, the_one_of
from hasura.request.refusal import RequestRefused
from hasura.variables import JWT_SECRET

# A longer token is nobody's: its parts are not read again to explain what the check has already refused.
LONGEST_TOKEN = 100_000


@dataclass(frozen=True)
class Case:
    """A request, and the server at the time of the request.

    Attributes:
        now: Seconds since the epoch.
        jwks: The keys loaded for each `jwk_url`.
        documents: What each `jwk_url` answered, a key set or not; empty where it is not known.
        env: The server's environment; empty where it is not known.
    """

    mode: AuthMode
    headers: Headers = field(repr=False)
    now: float
    jwks: Mapping[str, tuple[Key, ...]] = field(default_factory=dict, repr=False)
    documents: Mapping[str, Any] = field(default_factory=dict, repr=False)
    env: Mapping[str, str] = field(default_factory=dict, repr=False)

    def decide(self) -> Decision:
        """The server's answer."""
        return check(self.mode, self.headers, self.now, self.jwks)

    def with_token(self, token: str) -> Decision:
        """The answer, were this token sent instead."""
        place = self.secret.location
        name = place.name or "authorization"
        others = [
            header for header in self.headers if header[0].lower() not in (place.kind.lower(), name.lower())
        ]
        return self.changed(headers=[*headers_for(place, token), *others]).decide()

    def with_keys(self, *keys: Key) -> Decision:
        """The answer, were these the keys that check the token."""
        url = self.secret.jwk_url
        if url is not None:
            return self.changed(jwks={**self.jwks, url: keys}).decide()
        return self.with_secret(key=keys[0])

    def with_secret(self, **changes: Any) -> Decision:
        """The answer, did the JWT secret say something else."""
        secrets = (replace(one, **changes) if one is self.secret else one for one in self.mode.jwt_secrets)
        return self.changed(mode=replace(self.mode, jwt_secrets=tuple(secrets))).decide()

    def changed(self, **changes: Any) -> Case:
        """The same case with something changed, to be decided as an experiment."""
        return replace(self, **changes)

    @cached_property
    def located(self) -> Located | None:
        """The token and the secret that checks it; of several pairs, or where no issuer fits, the first."""
        pairs: list[Located] = []
        try:
            pairs = pairs_of(self.mode, self.headers)
            return the_one_of(pairs) if pairs else None
        except RequestRefused:
            return pairs[0] if pairs else None

    @property
    def token(self) -> str:
        """The located token, or an empty text."""
        return "" if self.located is None else self.located.token

    @property
    def secret(self) -> JwtSecret:
        """The secret that checks the token; the first where none does."""
        return self.mode.jwt_secrets[0] if self.located is None else self.located.secret

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys that check the token."""
        secret = self.secret
        if secret.jwk_url is not None:
            return self.jwks.get(secret.jwk_url, ())
        return () if secret.key is None else (secret.key,)

    @cached_property
    def header(self) -> Mapping[str, Any]:
        """The token's header without any proof; empty where it cannot be read."""
        return part(self.token, 0)

    @cached_property
    def claims(self) -> Mapping[str, Any]:
        """The token's claims without any proof; empty where they cannot be read."""
        return part(self.token, 1)

    @property
    def issuer(self) -> str:
        """The issuer that the token names, else what the server expects, else an empty text."""
        for named in (
            self.claims.get("iss"),
            self.header.get("iss"),
            self.secret.issuer,
            self.secret.jwk_url,
        ):
            if isinstance(named, str) and named:
                return named
        return ""

    @property
    def provider(self) -> str:
        """The provider of that issuer by its name in `./herm jwt-config`; `oidc` when it may be anyone's."""
        return provider_of(self.issuer)

    @property
    def key_address(self) -> str:
        """Where the keys of the token's issuer are, or what says it."""
        named = self.claims.get("iss") or self.secret.issuer
        known = key_address_of(named) if isinstance(named, str) else None
        return known or "<jwks_uri of the issuer's /.well-known/openid-configuration>"

    @cached_property
    def fields(self) -> Mapping[str, Any]:
        """The members of the one JWT secret as the environment has them; empty where that is not known."""
        try:
            fields = decode_json(self.env.get(JWT_SECRET, ""))
        except ValueError:
            return {}
        return fields if isinstance(fields, dict) else {}


def part(token: str, index: int) -> Mapping[str, Any]:
    """The JSON object in a part of a token; empty where there is none."""
    parts = token.split(".") if len(token) <= LONGEST_TOKEN else []
    data = base64url(parts[index]) if index < len(parts) else None
    try:
        value = None if data is None else decode_json(data)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
