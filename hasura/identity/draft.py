"""A JWT secret in the making: its fields, and what the user has to know about it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hasura import model
from hasura.identity.provider import Provider
from hasura.identity.signing_keys import SigningKey
from hasura.identity.snippets import claims_snippet, with_audience
from hasura.identity.traps import concerns


@dataclass(frozen=True)
class Draft:
    """What `./herm jwt-config` prints.

    Attributes:
        fields: The JWT secret's fields.
        snippet: The provider's code for Hasura's claims.
        warnings: What the provider's tokens need that the secret lacks.
        notes: What goes wrong most often, one sentence each.
    """

    fields: Mapping[str, Any] = field(repr=False)
    snippet: str
    warnings: tuple[model.Warning, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def secret(self) -> str:
        """The JWT secret, one line of JSON."""
        return json.dumps(self.fields, ensure_ascii=False)

    def pinned(self, keys: Sequence[SigningKey], kid: str | None) -> Draft:
        """The same secret with one of the provider's current keys in place of their address.

        Args:
            keys: The provider's keys; not empty.
            kid: The ID of the key to take; None takes the first.

        Raises:
            LookupError: When no key has this ID.
        """
        chosen = next((key for key in keys if kid in (None, key.kid)), None)
        if chosen is None:
            raise LookupError(kid)
        others = ", ".join(str(key.kid) for key in keys if key is not chosen)
        pinned = model.Warning(
            "key-is-pinned",
            f"The key {chosen.kid} is part of the secret: when the provider signs with another one, Hasura "
            "refuses every token until the secret is made again"
            + (f". The provider has other keys already: {others}" if others else ""),
            "Leave --pem away so that Hasura fetches the keys itself; choose a key with --kid.",
        )
        fields = {name: value for name, value in self.fields.items() if name != "jwk_url"}
        return replace(
            self,
            fields={"type": chosen.type, "key": chosen.pem, **fields},
            warnings=(*self.warnings, pinned),
        )


def for_provider(  # noqa: PLR0913 - each is one answer of the user
    provider: Provider,
    answers: Mapping[str, str],
    *,
    audiences: Sequence[str] = (),
    default_role: str = "user",
    issuer: str | None = None,
    jwk_url: str | None = None,
) -> Draft:
    """The JWT secret for an identity provider.

    Args:
        provider: The provider's row.
        answers: One value for each of its questions.
        audiences: The audiences given by the user; empty takes the provider's own.
        default_role: Hasura's role for requests that ask for none, where the secret says it.
        issuer: The issuer as the discovery document writes it, if there is one.
        jwk_url: The address of the keys from there.
    """
    issuer = issuer or provider.issuer.format_map(answers)
    own = provider.audience(answers)
    audience = list(audiences) or ([own] if own else [])
    fields: dict[str, Any] = {
        "jwk_url": jwk_url or (provider.jwk_url or "").format_map(answers),
        "issuer": issuer,
    }
    warnings = tuple(concerns(provider.name, answers, audience))
    if audience:
        fields["audience"] = _audience(audience)
    elif provider.audience_means:
        warnings = (*warnings, _no_audience(issuer, provider.audience_means))
    snippet = provider.snippet if provider.name != "oidc" else claims_snippet(issuer)
    if provider.name == "clerk" and audience:
        snippet = with_audience(snippet, _audience(audience))
    return Draft({**fields, **provider.claims_fields(default_role)}, snippet, warnings, provider.notes)


def for_own_key(
    key_type: str, key: str, *, issuer: str | None = None, audiences: Sequence[str] = ()
) -> Draft:
    """The JWT secret for those who sign their tokens themselves, with an HS256 key or a public key in PEM."""
    fields: dict[str, Any] = {"type": key_type, "key": key}
    if issuer:
        fields["issuer"] = issuer
    if audiences:
        fields["audience"] = _audience(audiences)
    return Draft(fields, claims_snippet(issuer or ""))


def _audience(audiences: Sequence[str]) -> str | list[str]:
    return audiences[0] if len(audiences) == 1 else list(audiences)


def _no_audience(issuer: str, meaning: str) -> model.Warning:
    return model.Warning(
        "audience-missing",
        f"Every application of {issuer} gets tokens from the same keys, and without an audience Hasura "
        "accepts those that were made for another one",
        f"Give --audience: {meaning}.",
    )
