"""What is minted is accepted: PyJWT signs it, herm's own verification of Hasura's rules reads it."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given, settings
from hypothesis import strategies as st

from hasura.identity.claims import NoPlaceError, claims_for
from hasura.identity.key_pairs import PrivateKey, public_pem, type_of
from hasura.identity.mint import registered_claims, sign
from hasura.model import Accepted, AuthMode, JwtSecret
from hasura.request.check import check
from hasura.start.startup import start
from tests.support.examples import times
from tests.unit.hasura.key_material import RSA

NOW = 1_700_000_000
HS256 = {"type": "HS256", "key": "0123456789abcdef" * 2}
PRIVATE_KEYS: list[PrivateKey] = [
    RSA,
    ec.generate_private_key(ec.SECP256R1()),
    ec.generate_private_key(ec.SECP384R1()),
    ec.generate_private_key(ec.SECP521R1()),
    ed25519.Ed25519PrivateKey.generate(),
]
MAPPED = {
    "x-hasura-allowed-roles": {"path": "$.realm_access.roles"},
    "x-hasura-default-role": {"path": "$.roles[0]"},
    "x-hasura-user-id": {"path": "$.user.id", "default": "nobody"},
}
LAYOUTS: list[dict[str, Any]] = [
    {},
    {"claims_namespace": "hasura"},
    {"claims_format": "stringified_json"},
    {"claims_namespace_path": "$"},
    {"claims_namespace_path": "$.a[2]['b c'].d"},
    {"claims_namespace_path": "$.a", "claims_format": "stringified_json"},
    {"claims_map": MAPPED},
    {"claims_map": {**MAPPED, "x-hasura-tenant": "acme"}},
]
ROLES = st.text(min_size=1, max_size=20)
VALUES = st.text(max_size=40)


def mode_of(**fields: Any) -> tuple[AuthMode, JwtSecret]:
    """A server with this JWT secret."""
    environment = {"HASURA_GRAPHQL_ADMIN_SECRET": "unused", "HASURA_GRAPHQL_JWT_SECRET": json.dumps(fields)}
    mode = start(environment)
    return mode, mode.jwt_secrets[0]


def accepted(mode: AuthMode, token: str, role: str | None = None, now: float = NOW) -> Accepted:
    """Hasura's answer, which has to be yes."""
    headers = [("Authorization", f"Bearer {token}")]
    if role is not None:
        headers.append(("X-Hasura-Role", role))
    answer = check(mode, headers, now, {})
    assert isinstance(answer, Accepted), answer
    return answer


@settings(max_examples=times(0.6))
@given(st.sampled_from(LAYOUTS), ROLES, st.lists(ROLES, max_size=3), VALUES)
def test_every_layout(layout: dict[str, Any], role: str, others: list[str], user: str) -> None:
    """In every layout of the claims, any role and any variable arrive as they were asked for."""
    mode, secret = mode_of(**HS256, **layout)
    own = claims_for(secret, role, others, {"x-hasura-user-id": user})
    token = sign({**registered_claims(secret, NOW, 60), **own}, secret, None)
    answer = accepted(mode, token)
    assert (answer.role, answer.session["x-hasura-user-id"]) == (role, user)
    assert answer.expires_at == NOW + 60
    for other in others:
        assert accepted(mode, token, other).role == other


@pytest.mark.parametrize("key", PRIVATE_KEYS, ids=lambda key: type_of(key.public_key()))
def test_every_kind_of_private_key(key: PrivateKey) -> None:
    """A private key of every kind signs what its public half accepts, issuer and audience included."""
    mode, secret = mode_of(
        type=type_of(key.public_key()),
        key=public_pem(key.public_key()),
        issuer="https://acme.example",
        audience=["first", "second"],
    )
    claims = {**registered_claims(secret, NOW, 60), **claims_for(secret, "user", [], {})}
    assert (claims["iss"], claims["aud"]) == ("https://acme.example", "first")
    assert accepted(mode, sign(claims, secret, key)).role == "user"


@pytest.mark.parametrize("kind", ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512"])
def test_configured_algorithm(kind: str) -> None:
    """The algorithm is the one that the JWT secret names."""
    key = "k" * 64 if kind.startswith("HS") else public_pem(RSA.public_key())
    mode, secret = mode_of(type=kind, key=key)
    token = sign(claims_for(secret, "user", [], {}), secret, RSA if kind.startswith("RS") else None)
    assert accepted(mode, token).role == "user"
    assert jwt.get_unverified_header(token)["alg"] == kind


def test_audience_that_accepts_nobody() -> None:
    """An empty list of audiences refuses tokens that have one, so the token has none."""
    mode, secret = mode_of(**HS256, audience=[])
    token = sign({**registered_claims(secret, NOW, 60), **claims_for(secret, "user", [], {})}, secret, None)
    assert accepted(mode, token).role == "user"


@pytest.mark.parametrize(
    ("fields", "variables", "words"),
    [
        ({"claims_map": MAPPED}, {"x-hasura-org": "1"}, "does not name x-hasura-org"),
        ({"claims_map": {**MAPPED, "x-hasura-org": "1"}}, {"x-hasura-org": "2"}, "fixed value"),
        ({"claims_map": {**MAPPED, "x-hasura-default-role": "reader"}}, {}, "always reader"),
        ({"claims_map": {**MAPPED, "x-hasura-allowed-roles": ["reader"]}}, {}, "always reader"),
        (
            {"claims_map": {**MAPPED, "x-hasura-default-role": {"path": "$.realm_access.roles.x"}}},
            {},
            "leads through",
        ),
        (
            {"claims_map": {**MAPPED, "x-hasura-user-id": {"path": "$.a[5000]"}}},
            {"x-hasura-user-id": "1"},
            "index",
        ),
        ({"claims_namespace_path": "$", "claims_format": "stringified_json"}, {}, "root"),
    ],
)
def test_no_place(fields: dict[str, Any], variables: dict[str, str], words: str) -> None:
    """What no token can say under a JWT secret is refused in words."""
    _, secret = mode_of(**HS256, **fields)
    with pytest.raises(NoPlaceError, match=words):
        claims_for(secret, "user", [], variables)


def test_nothing_to_sign_with() -> None:
    """Without a key, and with a key that the library refuses, the error is a sentence."""
    _, secret = mode_of(jwk_url="https://id.acme.example/jwks")
    with pytest.raises(ValueError, match="no key to sign with"):
        sign({}, secret, None)
    _, secret = mode_of(type="HS256", key=public_pem(RSA.public_key()))
    with pytest.raises(ValueError, match="asymmetric key"):
        sign({}, secret, None)
    with pytest.raises(ValueError, match="curve"):
        sign({}, secret, ec.generate_private_key(ec.SECP256K1()))
