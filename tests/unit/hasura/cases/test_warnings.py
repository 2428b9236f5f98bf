"""Warnings: each configuration that users regret, and the same without the mistake."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from hasura.explain.warnings import warnings
from tests.unit.hasura import key_material as keys

HEX = "0123456789abcdef" * 4
BASE64 = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
NOW = keys.NOW.timestamp()
RSA = keys.spki(keys.RSA.public_key())
HS: dict[str, Any] = {"type": "HS256", "key": HEX}
URL: dict[str, Any] = {"jwk_url": "https://id.example/jwks", "audience": "app"}
ROLES = {"x-hasura-allowed-roles": ["user"], "x-hasura-default-role": "user"}
FIREBASE = "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com"
LICENCE = {"HASURA_GRAPHQL_EE_LICENSE_KEY": "licence"}


def certificate(starts: int, ends: int) -> dict[str, Any]:
    """A secret with a certificate that is valid between these days from now."""
    text = keys.certificate(
        keys.RSA.public_key(), keys.NOW + timedelta(days=starts), keys.NOW + timedelta(days=ends)
    )
    return {"type": "RS256", "key": text}


def in_header(name: str) -> dict[str, Any]:
    """A token that travels in a header of this name."""
    return {"header": {"type": "CustomHeader", "name": name}}


def ids(secret: Any, env: dict[str, str] | None = None) -> list[str]:
    """The ids of the warnings about a secret, given as a document or as the very text."""
    text = secret if isinstance(secret, str) else json.dumps(secret)
    return [warning.id for warning in warnings(text, env, NOW)]


@pytest.mark.parametrize(
    ("secret", "found"),
    [
        pytest.param(HS, [], id="nothing"),
        pytest.param(URL, [], id="nothing about an address"),
        pytest.param({"type": "RS256", "key": RSA}, [], id="nothing about a public key"),
        pytest.param(HS | {"aud": "app"}, ["unknown-field"], id="unknown field"),
        pytest.param(HS | {"a": 1, "b": 2}, ["unknown-field", "unknown-field"], id="each unknown field"),
        pytest.param({"jwk_url": FIREBASE}, ["audience-missing"], id="no audience, shared keys"),
        pytest.param({"jwk_url": "https://id.example/jwks"}, ["audience-missing"], id="no audience"),
        pytest.param(
            {"type": "RS256", "key": RSA, "issuer": "https://id.example"},
            ["audience-missing"],
            id="no audience, pinned key",
        ),
        pytest.param(HS | {"issuer": "https://id.example"}, [], id="own key, no audience"),
        pytest.param(URL | {"audience": []}, ["audience-empty"], id="empty list of audiences"),
        pytest.param(
            {"type": "RS256", "key": keys.spki(keys.P256.public_key())},
            ["key-kind-mismatch"],
            id="EC as RS256",
        ),
        pytest.param(
            {"type": "ES256", "key": keys.spki(keys.P384.public_key())},
            ["key-kind-mismatch"],
            id="another curve",
        ),
        pytest.param({"type": "Ed25519", "key": RSA}, ["key-kind-mismatch"], id="RSA as Ed25519"),
        pytest.param({"type": "RS512", "key": RSA}, [], id="RSA as RS512"),
        pytest.param(
            {"type": "ES256", "key": keys.spki(keys.SECP256K1.public_key())},
            ["key-kind-unusable"],
            id="curve without algorithm",
        ),
        pytest.param(
            {"type": "RS256", "key": keys.spki(keys.RSA_1024.public_key())}, ["rsa-key-short"], id="1024 bits"
        ),
        pytest.param({"type": "RS256", "key": RSA + RSA}, ["second-key-ignored"], id="two blocks"),
        pytest.param(certificate(-10, 400), [], id="certificate"),
        pytest.param(certificate(-10, -1), ["certificate-expired"], id="expired certificate"),
        pytest.param(certificate(-10, 29), ["certificate-expires-soon"], id="certificate that ends soon"),
        pytest.param(certificate(1, 400), ["certificate-not-yet-valid"], id="certificate of tomorrow"),
        pytest.param(HS | {"key": BASE64}, ["hmac-key-looks-base64"], id="base64"),
        pytest.param(HS | {"key": "+" + "a" * 39}, ["hmac-key-looks-base64"], id="base64 without padding"),
        pytest.param(HS | {"key": "+" + "a" * 40}, [], id="no length of base64"),
        pytest.param(HS | {"key": "a" * 44}, [], id="letters alone"),
        pytest.param(HS | {"key": RSA}, ["hmac-key-is-pem"], id="public key as shared secret"),
        pytest.param(HS | {"key": "correct horse battery staple, plain"}, [], id="passphrase"),
        pytest.param(URL | {"jwk_url": "http://id.example/jwks"}, ["jwk-url-not-https"], id="no https"),
        pytest.param(
            URL | {"issuer": "https://acme.eu.auth0.com"}, ["auth0-issuer-slash"], id="Auth0 without slash"
        ),
        pytest.param(URL | {"issuer": "https://acme.eu.auth0.com/"}, [], id="Auth0 with slash"),
        pytest.param(URL | {"issuer": "https://id.example"}, [], id="another issuer without slash"),
        pytest.param(
            HS | {"claims_map": ROLES, "claims_namespace": "app"},
            ["namespace-ignored"],
            id="map and namespace",
        ),
        pytest.param(
            HS | {"claims_map": ROLES | {"user_id": "1"}}, ["claims-map-name"], id="variable without prefix"
        ),
        pytest.param(HS | {"claims_map": ROLES | {"X-Hasura-Org": "1"}}, [], id="variable in capitals"),
        pytest.param(f"'{json.dumps(HS)}'", ["quotes-kept"], id="single quotes"),
        pytest.param(f'"{json.dumps(HS)}"', ["quotes-kept"], id="double quotes"),
        pytest.param(
            f" '{json.dumps(HS | {'aud': 1})}'\n", ["quotes-kept", "unknown-field"], id="and within"
        ),
        pytest.param(json.dumps(json.dumps(HS)), ["quotes-kept", "quotes-escaped"], id="written twice"),
        pytest.param(json.dumps(HS).replace('"', '\\"'), ["quotes-escaped"], id="escaped quotes"),
        pytest.param(
            json.dumps({"type": "RS256", "key": RSA}).replace("\\n", "\n"),
            ["newlines-unescaped"],
            id="real line breaks",
        ),
        pytest.param(
            json.dumps({"type": "RS256", "key": RSA.replace("\n", "\\n")}), ["newlines-doubled"], id="doubled"
        ),
        pytest.param(
            {"type": "RS256", "key": RSA.replace("\n", " ")}, ["newlines-lost"], id="line breaks lost"
        ),
        pytest.param({"type": "RS256", "key": RSA.replace("\n", "")}, ["newlines-lost"], id="lines joined"),
        pytest.param([HS | {"issuer": "a"}, HS | {"issuer": "b"}], [], id="two issuers"),
        pytest.param([HS | {"issuer": "a"}, HS], ["issuers-not-distinct"], id="one without issuer"),
        pytest.param([HS | {"aud": 1}] * 2, ["unknown-field"], id="the same twice"),
        pytest.param([HS, HS | {"header": {"type": "Cookie", "name": "a"}}], [], id="one place each"),
        pytest.param(
            [HS | in_header("X-Token"), HS | in_header("x-token")], ["issuers-not-distinct"], id="one header"
        ),
        pytest.param([HS | in_header("a"), HS | in_header("b")], [], id="two headers"),
        pytest.param("", [], id="empty"),
        pytest.param("[1, null]", [], id="a list of others"),
        pytest.param(
            '{"type": 1, "key": [], "audience": {}, "issuer": 2, "jwk_url": 3, "claims_map": 4}',
            [],
            id="other kinds",
        ),
    ],
)
def test_warnings(secret: Any, found: list[str]) -> None:
    """The mistake is found, and nothing else."""
    assert ids(secret) == found


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("aud", "audience"),
        ("audiences", "audience"),
        ("jwkUrl", "jwk_url"),
        ("jwks_url", "jwk_url"),
        ("jwks_uri", "jwk_url"),
        ("claim_map", "claims_map"),
        ("claims_namespce", "claims_namespace"),
        ("claimsNamespacePath", "claims_namespace_path"),
        ("algorithm", "type"),
        ("iss", "issuer"),
        ("Header", "header"),
        ("leeway", "allowed_skew"),
        ("allowed-skew", "allowed_skew"),
    ],
)
def test_did_you_mean(name: str, meant: str) -> None:
    """The field that was meant is named."""
    (warning,) = warnings(json.dumps(HS | {name: "x"}), None, NOW)
    assert warning.reason.startswith(f"{name} is not a field")
    assert warning.remedy == f"Did you mean {meant}? Rename it."


def test_no_near_field() -> None:
    """A field that resembles none gets the list of those that exist; a long name is not repeated."""
    plain, long = warnings(json.dumps(HS | {"encoding": 1, HEX: 2}), None, NOW)
    assert "type, key, jwk_url" in plain.remedy
    assert HEX not in long.reason + long.remedy


@pytest.mark.parametrize(("jwk_url", "tenants"), [(FIREBASE, True), ("https://id.example/jwks", False)])
def test_shared_keys(jwk_url: str, tenants: bool) -> None:
    """Keys that sign every customer's tokens make the missing audience worse, and the warning says so."""
    (warning,) = warnings(json.dumps({"jwk_url": jwk_url}), None, NOW)
    assert ("any tenant's token passes" in warning.reason) is tenants


@pytest.mark.parametrize(
    ("env", "found"),
    [
        ({}, []),
        (LICENCE, []),
        ({"HASURA_GRAPHQL_JWT_SECRETS": "[]"}, ["plural-ignored"]),
        ({"HASURA_GRAPHQL_JWT_SECRETS": "[]", **LICENCE}, []),
        (
            {"HASURA_GRAPHQL_JWT_SECRETS": "[]", "HASURA_GRAPHQL_JWT_SECRET": "{}", **LICENCE},
            ["singular-ignored"],
        ),
    ],
)
def test_editions(env: dict[str, str], found: list[str]) -> None:
    """What the server's edition ignores is said."""
    assert ids(HS, env) == found


@pytest.mark.parametrize(
    ("env", "found"),
    [
        ({"HASURA_GRAPHQL_ADMIN_SECRET": "0f5c7d"}, []),
        ({"HASURA_GRAPHQL_ADMIN_SECRET": ""}, ["admin-secret-empty"]),
        ({"HASURA_GRAPHQL_ADMIN_SECRET": "0f5c7d\n"}, ["admin-secret-kept-with-more"]),
        ({"HASURA_GRAPHQL_ADMIN_SECRET": "'0f5c7d'"}, ["admin-secret-kept-with-more"]),
        ({"HASURA_GRAPHQL_ACCESS_KEY": " 0f5c7d"}, ["admin-secret-kept-with-more"]),
        ({"HASURA_GRAPHQL_ADMIN_SECRET": "myadminsecretkey"}, ["admin-secret-known"]),
        ({"HASURA_GRAPHQL_ADMIN_SECRET": "<your-secret>"}, ["admin-secret-known"]),
        ({"HASURA_GRAPHQL_UNAUTHORIZED_ROLE": "admin"}, ["unauthorized-role-admin"]),
        ({"HASURA_GRAPHQL_UNAUTHORIZED_ROLE": "anonymous"}, []),
    ],
)
def test_doors(env: dict[str, str], found: list[str]) -> None:
    """What leaves the door open, or shuts out the owner, is said; the admin secret is not shown."""
    assert ids(HS, env) == found
    assert not [one for one in warnings(json.dumps(HS), env, NOW) if "0f5c7d" in one.reason + one.remedy]


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        ({"x-hasura-allowed-roles": ["user", "admin"]}, ["claims-map-gives-admin"]),
        ({"x-hasura-default-role": "admin"}, ["claims-map-gives-admin"]),
        (
            {"x-hasura-default-role": {"path": "$.role", "default": "admin"}},
            ["claims-map-gives-admin"],
        ),
        ({"x-hasura-default-role": {"path": "$.admin"}}, []),
    ],
)
def test_admin_for_everybody(sources: dict[str, Any], found: list[str]) -> None:
    """A claims_map that makes every token's owner an administrator is warned of."""
    assert ids(HS | {"claims_map": ROLES | sources}) == found


def test_herms_own_keys() -> None:
    """The key that herm makes gives no warning."""
    assert ids(HS | {"key": "f0" * 32}) == []
