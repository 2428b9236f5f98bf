"""Which keys Hasura takes, by kind and by the form in which they are written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from hasura.algorithms import HMAC_BYTES, PEM_TYPES
from hasura.formats.pem import PemError, first_block
from hasura.model import PublicKey, SymmetricKey
from hasura.start.key_text import KeyTextError, parse_key
from tests.unit.hasura import key_material as keys

PUBLIC: dict[str, PublicKey] = {
    "RSA": keys.RSA.public_key(),
    "RSA of 1024 bits": keys.RSA_1024.public_key(),
    "P-256": keys.P256.public_key(),
    "P-384": keys.P384.public_key(),
    "P-521": keys.P521.public_key(),
    "secp256k1": keys.SECP256K1.public_key(),
    "Ed25519": keys.ED25519.public_key(),
}
WRITE = {"SubjectPublicKeyInfo": keys.spki, "certificate": keys.certificate}


@pytest.mark.parametrize("key_type", PEM_TYPES)
@pytest.mark.parametrize("form", WRITE)
@pytest.mark.parametrize("kind", PUBLIC)
def test_public_key(kind: str, form: str, key_type: str) -> None:
    """Every kind is taken in both forms under every type: the type is not compared with the key."""
    assert parse_key(key_type, WRITE[form](PUBLIC[kind])) == PUBLIC[kind]


@pytest.mark.parametrize("bits", [keys.RSA, keys.RSA_1024])
def test_pkcs1(bits: RSAPrivateKey) -> None:
    """An RSA key may be written as PKCS #1."""
    assert parse_key("RS256", keys.pkcs1(bits.public_key())) == bits.public_key()


def test_expired_certificate() -> None:
    """The dates of a certificate are not looked at."""
    old = datetime(2001, 1, 1, tzinfo=UTC)
    text = keys.certificate(keys.RSA.public_key(), old, old + timedelta(days=1))
    assert parse_key("RS256", text) == keys.RSA.public_key()


@pytest.mark.parametrize(
    "text",
    [
        keys.PRIVATE_PKCS1,
        keys.PRIVATE_PKCS8,
        keys.PRIVATE_SEC1,
        keys.PRIVATE_OPENSSH,
        keys.PUBLIC_OPENSSH,
        keys.certificate_request(),
        keys.spki(keys.P224.public_key()),
        keys.certificate(keys.X25519.public_key()),
        keys.armoured(b""),
        keys.armoured(b"\x30"),
        keys.armoured(b"\x30\x84\xff\xff\xff\xff\x00"),
        keys.armoured(b"\x30\x80" * 500),
        "",
    ],
    ids=[
        "PKCS #1",
        "PKCS #8",
        "SEC 1",
        "OpenSSH, private",
        "OpenSSH, public",
        "request",
        "P-224",
        "X25519",
        "empty",
        "one byte",
        "four gigabytes",
        "nested",
        "no text",
    ],
)
@pytest.mark.parametrize("key_type", PEM_TYPES)
def test_refused(text: str, key_type: str) -> None:
    """Private keys, requests, other formats, other kinds and rubbish are refused, under every type."""
    with pytest.raises(KeyTextError, match=r"^Could not decode PEM: "):
        parse_key(key_type, text)


@pytest.mark.parametrize(("key_type", "least"), HMAC_BYTES.items())
def test_symmetric_length_in_bytes(key_type: str, least: int) -> None:
    """A symmetric key is its UTF-8 bytes, of which there are enough or not; there is no maximum."""
    assert parse_key(key_type, "k" * least) == SymmetricKey(b"k" * least)
    assert parse_key(key_type, "ä" * (least // 2)) == SymmetricKey(("ä" * (least // 2)).encode())
    assert parse_key(key_type, "k" * 10_000) == SymmetricKey(b"k" * 10_000)
    with pytest.raises(KeyTextError):
        parse_key(key_type, "k" * (least - 1))


def test_type_that_is_a_key_is_not_repeated() -> None:
    """With type and key exchanged the message does not show the key."""
    with pytest.raises(KeyTextError) as raised:
        parse_key("0123456789abcdef0123456789abcdef", "HS256")
    assert str(raised.value) == "Key type: [not shown] is not supported"


BLOCK = keys.spki(keys.P256.public_key())
OTHER = keys.spki(keys.ED25519.public_key())
UNDECODABLE = "invalid PEM: decoding failed: base64: input: "


@pytest.mark.parametrize(
    "text",
    [
        BLOCK,
        BLOCK.replace("\n", "\r\n"),
        BLOCK.strip(),
        "comment\n" + BLOCK + "more",
        BLOCK.replace("PUBLIC KEY", "ANYTHING"),
        BLOCK.replace("PUBLIC KEY", ""),
        BLOCK.replace("KEY-----\n", "KEY-----\n\n"),
        BLOCK + OTHER,
    ],
)
def test_first_block(text: str) -> None:
    """The first block counts, whatever its label, its line ends and what stands around it."""
    assert first_block(text.encode()) == keys.spki_der(keys.P256.public_key())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "No pem found"),
        (" " + BLOCK, "No pem found"),
        (BLOCK.replace("\n", " "), "invalid PEM delimiter found"),
        (BLOCK.replace("\n", "\\n"), "invalid PEM delimiter found"),
        (BLOCK.replace("KEY-----\n", "KEY----- \n"), "invalid PEM delimiter found"),
        (BLOCK.replace("END PUBLIC KEY", "END KEY"), "invalid PEM: end name doesn't match start name"),
        (BLOCK.partition("-----END")[0], "invalid PEM: no end marker found"),
        ("-----BEGIN A-----", "invalid PEM: no more content in header context"),
        ("-----BEGIN A-----\r\n", "invalid PEM: no more content in header context"),
        ("-----BEGIN A-----\n\n", "invalid PEM: no end marker found"),
        (BLOCK.replace("M", "?"), f"{UNDECODABLE}invalid encoding at offset: 0"),
        (keys.armoured(b"a").replace("YQ==", "YQ=A"), f"{UNDECODABLE}invalid encoding at offset: 2"),
        (keys.armoured(b"a").replace("YQ==", "Y==="), f"{UNDECODABLE}invalid encoding at offset: 1"),
        (keys.armoured(b"a").replace("YQ==", "YWFhYWFh*WFh"), f"{UNDECODABLE}invalid encoding at offset: 8"),
        (keys.armoured(b"a").replace("YQ==", "YQ==YQ=="), f"{UNDECODABLE}invalid encoding at offset: 2"),
        (keys.armoured(b"a").replace("YQ==", "YQ="), f"{UNDECODABLE}invalid length"),
        (BLOCK + OTHER.partition("-----END")[0], "invalid PEM: no end marker found"),
        (
            BLOCK.replace("KEY-----\n", "KEY-----\n "),
            f"{UNDECODABLE}invalid length",
        ),
    ],
)
def test_broken_block(text: str, message: str) -> None:
    """Markers and base64 are read line by line; a broken block spoils the text wherever it stands."""
    with pytest.raises(PemError) as raised:
        first_block(text.encode())
    assert str(raised.value) == message


@pytest.mark.parametrize("line", ["YQ==", "YR=="])
def test_bits_behind_the_content_do_not_count(line: str) -> None:
    """The last sign of a padded group may hold bits that belong to no byte."""
    assert first_block(keys.armoured(b"a").replace("YQ==", line).encode()) == b"a"


def test_same_key_as_openssl_reads() -> None:
    """The key is the one that another reader of PEM finds."""
    text = keys.spki(keys.P384.public_key())
    assert parse_key("ES384", text) == load_pem_public_key(text.encode())
