"""A private key in a file that only its owner may read, and that nothing overwrites."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key

from hasura.identity.key_pairs import PrivateKey
from infra.problems import fail


def create(path: Path, pem: bytes) -> None:
    """Write a new key; the file is made with mode 0600 and must not exist.

    Raises:
        ProblemsError: When the file exists or cannot be made.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise fail(
            str(path),
            f"cannot be made: {error.strerror}; a private key never takes the place of another file",
            "Give another file with --key-file.",
        ) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)


def read(path: Path) -> PrivateKey:
    """The key in a file.

    Raises:
        ProblemsError: When it cannot be read, or holds no key that Hasura could check.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise fail(str(path), f"cannot be read: {error.strerror}", "Check --key-file.") from None
    except (ValueError, TypeError):
        raise fail(
            str(path), "holds no private key in PEM without a password", f"openssl pkey -in {path} -noout"
        ) from None
    if not isinstance(key, PrivateKey):
        raise fail(str(path), "holds a key that is neither RSA nor EC nor Ed25519", "Use one of these.")
    return key
