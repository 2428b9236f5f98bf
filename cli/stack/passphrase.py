"""Whether a passphrase opens a stack's secrets, asked without the engine."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_ITERATIONS = 1_000_000
_PROOF = b"pulumi"


@cache
def opens(passphrase: str, encryptionsalt: str) -> bool:
    """Whether a passphrase is the one that a stack's `encryptionsalt` was made with.

    Args:
        passphrase: As in PULUMI_CONFIG_PASSPHRASE.
        encryptionsalt: `v1:SALT:v1:NONCE:TEXT`, each in base 64; the text is a known word, encrypted with
            AES-GCM under a key that PBKDF2 makes of both (pulumi, sdk/go/common/resource/config/crypt.go).
    """
    try:
        _, salt, _, nonce, text = encryptionsalt.split(":")
        key = hashlib.pbkdf2_hmac("sha256", passphrase.encode(), base64.b64decode(salt), _ITERATIONS)
        return AESGCM(key).decrypt(base64.b64decode(nonce), base64.b64decode(text), None) == _PROOF
    except (ValueError, InvalidTag):
        return False
