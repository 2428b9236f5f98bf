"""The provider is known by its issuer, and its code makes the claims that Hasura looks for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasura.identity.snippets import claims_snippet, provider_of, snippet_of

ISSUERS = [
    ("https://acme.eu.auth0.com/", "auth0"),
    ("https://securetoken.google.com/acme-1234", "firebase"),
    ("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI", "cognito"),
    ("https://clerk.acme.example", "clerk"),
    ("https://happy-fox-12.clerk.accounts.dev", "clerk"),
    ("https://id.acme.example/realms/shop", "keycloak"),
    ("http://localhost:8080/auth/realms/shop", "keycloak"),
    ("https://login.microsoftonline.com/6babcaad-604b-40ac-a9d7-9fd97c0b779f/v2.0", "entra"),
    ("https://sts.windows.net/6babcaad-604b-40ac-a9d7-9fd97c0b779f/", "entra"),
    ("https://abcdefghijklmnopqrst.supabase.co/auth/v1", "supabase"),
    ("https://acme.okta.com/oauth2/default", "okta"),
    ("https://id.acme.example", "oidc"),
    ("herm", "oidc"),
    ("", "oidc"),
]
NAMES = sorted({provider for _, provider in ISSUERS})


@pytest.mark.parametrize(("issuer", "provider"), ISSUERS)
def test_provider_of(issuer: str, provider: str) -> None:
    """Each provider's issuer leads to its code, and an unknown one to the plain claims."""
    assert provider_of(issuer) == provider
    assert claims_snippet(issuer) == snippet_of(provider)


@pytest.mark.parametrize("provider", NAMES)
def test_snippet_names_the_claims(provider: str) -> None:
    """Every snippet names the namespace and the two claims without which Hasura refuses a token."""
    snippet = snippet_of(provider)
    for word in ("https://hasura.io/jwt/claims", "x-hasura-allowed-roles", "x-hasura-default-role"):
        assert word in snippet
    assert max(map(len, snippet.splitlines())) <= 110


@pytest.mark.parametrize("provider", ["clerk", "entra", "keycloak", "oidc", "okta"])
def test_templates_are_json(provider: str) -> None:
    """What is pasted as JSON is JSON once its comment lines are gone."""
    lines = snippet_of(provider).splitlines()
    assert json.loads("\n".join(line for line in lines if not line.startswith("//")))


@given(st.text())
def test_any_issuer_has_a_snippet(issuer: str) -> None:
    """A hostile or empty issuer still gets an answer."""
    assert claims_snippet(issuer)
