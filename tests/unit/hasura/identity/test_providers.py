"""Each provider's JWT secret: what Hasura reads in it, without a warning that could have been avoided."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import pytest

from hasura.explain.warnings import warnings as warnings_of
from hasura.identity.draft import Draft, for_own_key, for_provider
from hasura.identity.key_pairs import new_hs256_key, new_private_key, public_pem
from hasura.identity.providers import PROVIDERS
from hasura.identity.snippets import provider_of, with_audience
from hasura.model import ClaimPath, ClaimsMap, Namespace
from hasura.start.grammar import parse_jwt_secret

TENANT = "6babcaad-604b-40ac-a9d7-9fd97c0b779f"
ROWS: list[tuple[str, Mapping[str, str], Mapping[str, Any]]] = [
    (
        "auth0",
        {"domain": "acme.eu.auth0.com"},
        {
            "jwk_url": "https://acme.eu.auth0.com/.well-known/jwks.json",
            "issuer": "https://acme.eu.auth0.com/",
            "audience": "mine",
        },
    ),
    (
        "firebase",
        {"project": "acme-1234"},
        {
            "jwk_url": "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com",
            "issuer": "https://securetoken.google.com/acme-1234",
            "audience": "acme-1234",
        },
    ),
    (
        "cognito",
        {"region": "eu-west-1", "pool": "eu-west-1_AbCdEfGhI"},
        {
            "jwk_url": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI/.well-known/jwks.json",
            "issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
            "audience": "mine",
            "claims_format": "stringified_json",
        },
    ),
    (
        "clerk",
        {"domain": "happy-fox-12.clerk.accounts.dev"},
        {
            "jwk_url": "https://happy-fox-12.clerk.accounts.dev/.well-known/jwks.json",
            "issuer": "https://happy-fox-12.clerk.accounts.dev",
            "audience": "mine",
        },
    ),
    (
        "keycloak",
        {"url": "https://id.acme.example", "realm": "shop"},
        {
            "jwk_url": "https://id.acme.example/realms/shop/protocol/openid-connect/certs",
            "issuer": "https://id.acme.example/realms/shop",
            "audience": "mine",
            "claims_map": {
                "x-hasura-allowed-roles": {"path": "$.realm_access.roles"},
                "x-hasura-default-role": "user",
                "x-hasura-user-id": {"path": "$.sub"},
            },
        },
    ),
    (
        "entra",
        {"tenant": TENANT},
        {
            "jwk_url": f"https://login.microsoftonline.com/{TENANT}/discovery/v2.0/keys",
            "issuer": f"https://login.microsoftonline.com/{TENANT}/v2.0",
            "audience": "mine",
            "claims_map": {
                "x-hasura-allowed-roles": {"path": "$.roles"},
                "x-hasura-default-role": "user",
                "x-hasura-user-id": {"path": "$.oid"},
            },
        },
    ),
    (
        "supabase",
        {"project": "abcdefghijklmnopqrst"},
        {
            "jwk_url": "https://abcdefghijklmnopqrst.supabase.co/auth/v1/.well-known/jwks.json",
            "issuer": "https://abcdefghijklmnopqrst.supabase.co/auth/v1",
            "audience": "authenticated",
        },
    ),
    (
        "okta",
        {"domain": "acme.okta.com", "auth-server": "default"},
        {
            "jwk_url": "https://acme.okta.com/oauth2/default/v1/keys",
            "issuer": "https://acme.okta.com/oauth2/default",
            "audience": "api://default",
            "claims_map": {
                "x-hasura-allowed-roles": {"path": "$.groups"},
                "x-hasura-default-role": "user",
                "x-hasura-user-id": {"path": "$.uid"},
            },
        },
    ),
]
OWN_AUDIENCE = ("firebase", "supabase", "okta")


def draft_of(name: str, answers: Mapping[str, str], *audiences: str) -> Draft:
    """The provider's draft."""
    return for_provider(PROVIDERS[name], answers, audiences=audiences)


@pytest.mark.parametrize(("name", "answers", "fields"), ROWS, ids=[row[0] for row in ROWS])
def test_fields(name: str, answers: Mapping[str, str], fields: Mapping[str, Any]) -> None:
    """The secret names the keys, the issuer and the audience, and nobody has anything to warn of."""
    draft = draft_of(name, answers, *([] if name in OWN_AUDIENCE else ["mine"]))
    assert json.loads(draft.secret) == fields
    assert draft.warnings == ()
    assert warnings_of(draft.secret, {}, time.time()) == ()
    own = PROVIDERS[name].snippet
    assert draft.snippet == (with_audience(own, "mine") if name == "clerk" else own)


@pytest.mark.parametrize(("name", "answers", "fields"), ROWS, ids=[row[0] for row in ROWS])
def test_hasura_reads_it(name: str, answers: Mapping[str, str], fields: Mapping[str, Any]) -> None:
    """Hasura's grammar accepts the secret, and reads the claims at the place where the snippet puts them."""
    secret = parse_jwt_secret(draft_of(name, answers, "mine").secret)
    assert (secret.issuer, secret.audience) == (fields["issuer"], ("mine",))
    if isinstance(secret.claims, ClaimsMap):
        assert isinstance(secret.claims.sources["x-hasura-allowed-roles"], ClaimPath)
    else:
        assert secret.claims == Namespace(format="stringified_json" if name == "cognito" else "json")
    assert provider_of(fields["issuer"]) == name


@pytest.mark.parametrize("name", ["auth0", "clerk", "cognito", "keycloak", "entra", "oidc"])
def test_audience_missing(name: str) -> None:
    """Where other applications share the issuer, a missing audience is warned of, with what to give."""
    answers = next((row[1] for row in ROWS if row[0] == name), {"issuer": "https://id.acme.example"})
    (warning,) = draft_of(name, answers).warnings
    assert "made for another one" in warning.reason
    assert PROVIDERS[name].audience_means in warning.remedy


def test_audience_of_another_okta_server() -> None:
    """Only the server named default has a known audience; for another one it has to be given."""
    draft = draft_of("okta", {"domain": "acme.okta.com", "auth-server": "aus1"})
    assert "audience" not in draft.fields
    assert draft.warnings


def test_several_audiences() -> None:
    """Several audiences become a list."""
    draft = draft_of("clerk", {"domain": "clerk.acme.example"}, "a", "b")
    assert parse_jwt_secret(draft.secret).audience == ("a", "b")


def test_default_role() -> None:
    """The default role of a claims_map is the user's to choose."""
    draft = for_provider(PROVIDERS["entra"], {"tenant": TENANT}, audiences=["a"], default_role="reader")
    assert draft.fields["claims_map"]["x-hasura-default-role"] == "reader"


def test_every_provider_has_a_row() -> None:
    """No provider of the table is without a test; oidc's addresses are its discovery document's."""
    assert {name for name, _, _ in ROWS} | {"oidc"} == set(PROVIDERS)


def test_own_keys() -> None:
    """A new key of each kind makes a secret that Hasura starts with, without a warning."""
    keys = {"HS256": new_hs256_key()} | {
        kind: public_pem(new_private_key(kind).public_key()) for kind in ("RS256", "Ed25519")
    }
    for kind, key in keys.items():
        draft = for_own_key(kind, key, issuer="https://acme.example", audiences=["api"])
        secret = parse_jwt_secret(draft.secret)
        assert (secret.type, secret.issuer, secret.audience) == (kind, "https://acme.example", ("api",))
        assert secret.key is not None
        assert warnings_of(draft.secret, {}, time.time()) == ()


def test_hs256_keys_differ() -> None:
    """Every HS256 key is new, and no key shows in a draft's repr."""
    keys = {new_hs256_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(len(key) == 64 for key in keys)
    key = keys.pop()
    assert key not in repr(for_own_key("HS256", key))
