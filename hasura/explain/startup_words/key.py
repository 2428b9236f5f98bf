"""Errors about where the key is, its type and its form."""

from __future__ import annotations

from collections.abc import Sequence

from hasura.explain.startup_words.row import FROM_PEM, MAKE, StartupWords

_PUBLIC_HALF = (
    f"The public half of a private key: openssl pkey -in private.pem -pubout -out public.pem\n{FROM_PEM}"
)
_OTHER_KEY = "Sign with RSA (RS256), EC on P-256, P-384 or P-521 (ES256, ES384, ES512), or Ed25519."
_SHORT = (
    "An HS key is taken as it is written, one byte for each plain character, and this one has too few of "
    "them."
)

ROWS: Sequence[StartupWords] = (
    StartupWords(
        "no-type",
        r'key "type" not found$',
        'A "key" needs the algorithm that it is for, a "header" the place of the token.',
        'Add "type": "HS256" for a shared secret, "RS256", "ES256" or "Ed25519" for a public key.',
    ),
    StartupWords(
        "unknown-type",
        r"Key type: .* is not supported",
        "Hasura knows HS256, HS384, HS512, RS256, RS384, RS512, ES256, ES384, ES512 and Ed25519, spelt "
        "exactly so.",
        'For EdDSA write "Ed25519"; for PS256 write "RS256", which takes PS256 tokens of the key too.',
    ),
    StartupWords(
        "hs256-key-short",
        r"should be atleast 32 characters",
        _SHORT,
        "Take at least 32: ./herm jwt-config --hs256 makes a key of 64.",
    ),
    StartupWords(
        "hs384-key-short",
        r"should be atleast 48 characters",
        _SHORT,
        'Take at least 48, or "type": "HS256": ./herm jwt-config --hs256 makes a key of 64.',
    ),
    StartupWords(
        "hs512-key-short",
        r"should be atleast 64 characters",
        _SHORT,
        'Take at least 64, or "type": "HS256": ./herm jwt-config --hs256 makes a key of 64.',
    ),
    StartupWords(
        "no-pem",
        r"No pem found",
        "The key is not a PEM text: a block between -----BEGIN ...----- and -----END ...----- lines. An "
        "address, bare base64 and the OpenSSH format are none.",
        FROM_PEM,
    ),
    StartupWords(
        "broken-pem",
        r"Could not decode PEM: (invalid PEM|.*invalid PEM)",
        "The PEM block is damaged: its markers have to stand on lines of their own, each line break written "
        "as \\n.",
        FROM_PEM,
    ),
    StartupWords(
        "certificate-of-other-kind",
        r"Could not decode RSA, EdDSA or EC public key from x509 cert",
        "The certificate holds a key of a kind that Hasura does not verify with.",
        _OTHER_KEY,
    ),
    StartupWords(
        "key-of-other-kind",
        r"This key type is not supported",
        "The public key is of a kind that Hasura does not verify with, such as Ed448, X25519 or DSA.",
        _OTHER_KEY,
    ),
    StartupWords(
        "unknown-curve",
        r"Error getting EC parameters",
        "The elliptic curve of the key is none that Hasura knows.",
        _OTHER_KEY,
    ),
    StartupWords(
        "trailing-data",
        r"Could not decode public key",
        "Something follows the public key inside its PEM block.",
        f"Write the key anew: openssl pkey -pubin -in public.pem -out public.pem\n{FROM_PEM}",
    ),
    StartupWords(
        "no-public-key",
        r"Could not decode PEM",
        "The PEM block is neither a public key nor a certificate; a private key or a certificate request is "
        "neither.",
        _PUBLIC_HALF,
    ),
    StartupWords(
        "key-and-jwk-url",
        r"key, jwk_url both cannot be present",
        "Hasura takes its keys from one place only.",
        'Keep "jwk_url" if the identity provider publishes its keys, else "key".',
    ),
    StartupWords(
        "no-key",
        r"key and jwk_url both cannot be empty",
        "The secret names no key to check signatures with; a misspelt field name counts as absent.",
        f'Give "type" and "key", or "jwk_url". {MAKE}',
    ),
    StartupWords(
        "jwk-url-no-uri",
        r"not a valid URI",
        "jwk_url is a whole address; Hasura fills no variables into it.",
        'Write it in full: "jwk_url": "https://..."',
    ),
)
