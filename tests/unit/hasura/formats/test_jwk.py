"""JWK sets: which keys are read, and what spoils a whole set."""

from __future__ import annotations

import base64
import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import JWKRegistry, OctKey

from hasura.formats.jwk import MAX_BYTES, MAX_KEYS, NEVER_VERIFIES, parse_jwk_set
from hasura.formats.jwk_fields import JwkError
from hasura.model import SymmetricKey
from tests.unit.hasura import key_material as keys


def jwk(key: Any, private: bool = False) -> dict[str, Any]:
    """The JWK that a second JOSE library writes for a private key."""
    kinds = {"RSAPrivateKey": "RSA", "ECPrivateKey": "EC"}
    written = JWKRegistry.import_key(keys.private_pem(key), kinds.get(type(key).__name__, "OKP"))
    return dict(written.as_dict(private=private))


RSA = jwk(keys.RSA)
P256 = jwk(keys.P256)
WRAPPING = [("", "KW"), ("", "GCMKW"), ("ECDH-ES+", "KW")]
X5C = "".join(keys.certificate(keys.RSA.public_key()).splitlines()[1:-1])


def encoded(size: int) -> str:
    """This many bytes in base64url."""
    return base64.urlsafe_b64encode(b"x" * size).decode().rstrip("=")


@pytest.mark.parametrize(
    "key", [keys.RSA, keys.RSA_1024, keys.P256, keys.P384, keys.P521, keys.SECP256K1, keys.ED25519]
)
@pytest.mark.parametrize("private", [False, True])
@pytest.mark.filterwarnings("ignore:Key size should be:Warning")
def test_public_part(key: Any, private: bool) -> None:
    """Each kind is read, and of a private key the public part."""
    assert parse_jwk_set({"keys": [jwk(key, private)]}) == (key.public_key(),)


def test_symmetric_key() -> None:
    """A symmetric key is the bytes that base64url says."""
    written = OctKey.import_key(b"k" * 40).as_dict(private=True)
    assert parse_jwk_set({"keys": [written]}) == (SymmetricKey(b"k" * 40),)


@pytest.mark.parametrize("key", [keys.X25519, keys.ED448])
def test_keys_that_verify_nothing(key: Any) -> None:
    """Keys without a usable algorithm are read and take part, so that the set is not empty."""
    assert parse_jwk_set({"keys": [jwk(key)]}) == (NEVER_VERIFIES,)


@pytest.mark.parametrize(
    "details",
    [
        {"use": "enc"},
        {"use": None, "kid": None, "alg": None, "x5t": None, "x5c": None, "key_ops": None},
        {"key_ops": ["verify", "sign"]},
        {"alg": "RSA-OAEP"},
        {"alg": "HS256"},
        {"kid": "a", "anything": {"else": 1}},
        {"x5t": encoded(20), "x5t#S256": encoded(32)},
        {"x5c": [X5C]},
        {"x5u": "https://a.example/cert"},
        {"n": RSA["n"] + "=="},
    ],
)
def test_details(details: dict[str, Any]) -> None:
    """Details that the library knows leave the key as it is, whatever they say."""
    assert parse_jwk_set({"keys": [RSA | details]}) == (keys.RSA.public_key(),)


@pytest.mark.parametrize(
    "algorithm",
    [
        *(f"{family}S{bits}" for family in "HRPE" for bits in (256, 384, 512)),
        *("ES256K", "EdDSA", "none", "dir", "RSA1_5", "RSA-OAEP", "RSA-OAEP-256", "ECDH-ES"),
        *(f"{prefix}A{bits}{suffix}" for bits in (128, 192, 256) for prefix, suffix in WRAPPING),
        *("PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW"),
    ],
)
def test_known_algorithms(algorithm: str) -> None:
    """Every algorithm of signatures and of encryption may stand in a key."""
    assert parse_jwk_set({"keys": [RSA | {"alg": algorithm}]}) == (keys.RSA.public_key(),)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"x5t": encoded(32)},
        {"x5t#S256": encoded(20)},
        {"x5t": 1},
        {"use": "signature"},
        {"key_ops": ["check"]},
        {"key_ops": "verify"},
        {"alg": "RS1"},
        {"kid": 1},
        {"x5u": "cert"},
        {"x5c": []},
        {"x5c": ["AAAA"]},
        {"x5c": [X5C, 1]},
        {"x5c": ["".join(keys.certificate(keys.P256.public_key()).splitlines()[1:-1])]},
        {"kty": "rsa"},
        {"kty": None},
        {"n": ""},
        {"n": "AAAB"},
        {"n": "+/"},
        {"n": "A"},
        {"n": 3},
        {"e": None},
    ],
)
def test_one_spoils_all(spoilt: dict[str, Any]) -> None:
    """A key that cannot be read makes the whole set unreadable."""
    with pytest.raises(JwkError, match=r"^keys\[1\]"):
        parse_jwk_set({"keys": [P256, RSA | spoilt]})


@pytest.mark.parametrize(
    "spoilt",
    [
        {"x": encoded(32)},
        {"x": encoded(31)},
        {"y": P256["y"] + "AA"},
        {"crv": "P-255"},
        {"crv": "P-384"},
        {"d": encoded(31)},
        {"kty": "OKP"},
        {"kty": "OKP", "crv": "Ed25519", "x": encoded(31)},
        {"kty": "OKP", "crv": "X25519", "x": encoded(31)},
        {"kty": "oct"},
    ],
)
def test_spoilt_curve_key(spoilt: dict[str, Any]) -> None:
    """Points have the curve's size and lie on the curve."""
    with pytest.raises(JwkError):
        parse_jwk_set({"keys": [P256 | spoilt]})


@pytest.mark.parametrize(
    "document",
    [b"", b"[]", b"{}", b'{"keys": {}}', b'{"keys": [1]}', b"\xff", b'{"keys": ' + b"[" * 100_000, b"null"],
)
def test_no_set(document: bytes) -> None:
    """Any other document is refused, also one that is nested without end."""
    with pytest.raises(JwkError):
        parse_jwk_set(document)


def test_empty_set() -> None:
    """A set may be empty."""
    assert parse_jwk_set(b'{"keys": []}') == ()


def test_limits() -> None:
    """A set that is larger than any real one is refused, one with thousands of keys is not."""
    assert len(parse_jwk_set({"keys": [RSA] * 2000})) == 2000
    with pytest.raises(JwkError):
        parse_jwk_set({"keys": [{"kty": "oct", "k": "AA"}] * (MAX_KEYS + 1)})
    with pytest.raises(JwkError):
        parse_jwk_set(b" " * (MAX_BYTES + 1))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
_MEMBER = st.sampled_from(
    [
        "kty",
        "crv",
        "x",
        "y",
        "d",
        "n",
        "e",
        "k",
        "use",
        "key_ops",
        "alg",
        "kid",
        "x5t",
        "x5c",
        "x5u",
        "x5t#S256",
    ]
)
_VALUE = _JSON | st.sampled_from(
    ["RSA", "EC", "OKP", "oct", "P-256", "Ed25519", "AQAB", X5C, *P256.values(), RSA["n"]]
)


@given(st.dictionaries(_MEMBER, _VALUE))
def test_any_key(fields: dict[str, Any]) -> None:
    """No member does worse than to make the set unreadable, and no message shows a value."""
    message = ""
    try:
        parse_jwk_set({"keys": [fields]})
    except JwkError as error:
        message = str(error)
    assert not any(len(value) > 12 and value in message for value in map(str, fields.values()))


@given(st.binary())
def test_any_document(document: bytes) -> None:
    """No bytes do worse than to be no set."""
    with contextlib.suppress(JwkError):
        parse_jwk_set(document)


def test_document_as_bytes() -> None:
    """A set is the same as bytes."""
    assert parse_jwk_set(json.dumps({"keys": [RSA]}).encode()) == (keys.RSA.public_key(),)
