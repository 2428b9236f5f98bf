"""RSA as a vault does it, with real keys; values are base64url without padding, as in JOSE."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

_PADDINGS: dict[str, Callable[[], padding.OAEP]] = {
    "RSA-OAEP": lambda: padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None),  # noqa: S303 - by name
    "RSA-OAEP-256": lambda: padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None),
}


def new(size: int) -> str:
    """A new private key of so many bits, as PEM."""
    made = rsa.generate_private_key(65537, size)
    form, sealed = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return made.private_bytes(serialization.Encoding.PEM, form, sealed).decode("ascii")


def public(pem: str) -> dict[str, str]:
    """The public half as members of a JWK."""
    numbers = _private(pem).public_key().public_numbers()
    modulus = numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8)
    return {"kty": "RSA", "n": _text(modulus), "e": _text(numbers.e.to_bytes(3))}


def use(pem: str, operation: str, algorithm: str, value: str) -> str:
    """Encrypt, decrypt, wrap or unwrap a value.

    Raises:
        ValueError: The algorithm is not known, or the value is not one of it.
    """
    if algorithm not in _PADDINGS:
        raise ValueError(f"Unknown or unsupported algorithm: '{algorithm}'.")
    key, pad = _private(pem), _PADDINGS[algorithm]()
    content = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    try:
        if operation in ("encrypt", "wrapkey"):
            return _text(key.public_key().encrypt(content, pad))
        return _text(key.decrypt(content, pad))
    except ValueError:
        raise ValueError("The parameter is incorrect.") from None


@cache
def _private(pem: str) -> rsa.RSAPrivateKey:
    """The key, which is checked when it is read: that takes a tenth of a second."""
    found = serialization.load_pem_private_key(pem.encode("ascii"), None)
    if not isinstance(found, rsa.RSAPrivateKey):
        raise TypeError("only RSA keys are made here")
    return found


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")
