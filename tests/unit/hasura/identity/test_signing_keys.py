"""A provider's key set becomes the PEM of its signing key."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given
from hypothesis import strategies as st

from hasura.identity.draft import for_provider
from hasura.identity.key_pairs import public_pem
from hasura.identity.providers import PROVIDERS
from hasura.identity.signing_keys import signing_keys
from hasura.model import PublicKey
from hasura.start.grammar import parse_jwt_secret
from tests.support.key_sets import ec_jwk, ed25519_jwk, rsa_jwk
from tests.unit.hasura.key_material import OTHER_RSA as OTHER
from tests.unit.hasura.key_material import RSA

P256 = ec.generate_private_key(ec.SECP256R1())
P384 = ec.generate_private_key(ec.SECP384R1())
SECP256K1 = ec.generate_private_key(ec.SECP256K1())
P521 = ec.generate_private_key(ec.SECP521R1())
ED25519 = ed25519.Ed25519PrivateKey.generate()


@pytest.mark.parametrize(
    ("entry", "key", "kind"),
    [
        (rsa_jwk(RSA, kid="a", use="sig", alg="RS256"), RSA.public_key(), "RS256"),
        (rsa_jwk(RSA, kid="a", use="sig", alg="PS256"), RSA.public_key(), "RS256"),
        (rsa_jwk(RSA, kid="a", x5t="of a length that Hasura cannot read"), RSA.public_key(), "RS256"),
        (rsa_jwk(RSA), RSA.public_key(), "RS256"),
        (ec_jwk(P256, kid="a", alg="ES256", key_ops=["verify"], ext=True), P256.public_key(), "ES256"),
        (ec_jwk(P384), P384.public_key(), "ES384"),
        (ec_jwk(P521), P521.public_key(), "ES512"),
        (ed25519_jwk(ED25519, kid="a", alg="EdDSA"), ED25519.public_key(), "Ed25519"),
    ],
)
def test_pinned(entry: dict[str, Any], key: PublicKey, kind: str) -> None:
    """Every kind of key is pinned as PEM, and Hasura reads the same key from the secret."""
    draft = for_provider(PROVIDERS["clerk"], {"domain": "clerk.acme.example"}, audiences=["api"])
    pinned = draft.pinned(signing_keys({"keys": [entry]}), None)
    secret = parse_jwt_secret(pinned.secret)
    assert secret.type == kind
    assert isinstance(secret.key, PublicKey)
    assert public_pem(secret.key) == public_pem(key)
    assert (secret.jwk_url, secret.issuer) == (None, "https://clerk.acme.example")
    assert [warning.id for warning in pinned.warnings] == ["key-is-pinned"]


def test_keys_that_do_not_sign() -> None:
    """Keycloak's encryption key, a symmetric key, unknown kinds and rubbish are left out."""
    entries = [
        rsa_jwk(OTHER, kid="enc", use="enc", alg="RSA-OAEP"),
        {"kty": "oct", "k": "c2VjcmV0", "kid": "oct"},
        {"kty": "OKP", "crv": "X25519", "x": "AAAA"},
        {"kty": "RSA", "n": "?", "e": "AQAB"},
        ec_jwk(SECP256K1),
        None,
        rsa_jwk(RSA, kid="sig", use="sig"),
    ]
    assert [key.kid for key in signing_keys({"keys": entries})] == ["sig"]


def test_choice_by_kid() -> None:
    """The first key is pinned unless another is asked for; the warning names the others."""
    keys = signing_keys({"keys": [rsa_jwk(RSA, kid="old"), rsa_jwk(OTHER, kid="new")]})
    draft = for_provider(PROVIDERS["auth0"], {"domain": "acme.auth0.com"}, audiences=["api"])
    assert draft.pinned(keys, None).fields["key"] == public_pem(RSA.public_key())
    assert draft.pinned(keys, "new").fields["key"] == public_pem(OTHER.public_key())
    assert "The provider has other keys already: new" in draft.pinned(keys, None).warnings[0].reason
    with pytest.raises(LookupError):
        draft.pinned(keys, "none")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["keys", "kty", "n", "e", "x"]), inner),
    max_leaves=10,
)


@given(JSON)
def test_any_document(document: Any) -> None:
    """Any JSON document has an answer: no keys, in most cases."""
    assert signing_keys(document) == ()
