"""Keys that everybody knows, and texts that stand for a value which nobody has filled in."""

from __future__ import annotations

import re

# From Hasura's documentation, from the local set-ups of Supabase and nhost, from PostgREST's tutorial, and
# from jwt.io, whose public keys stand here without their markers.
_SAMPLES = (
    "3EK6FD+o0+c7tzBNVfjpMkNDi2yARAAKzQlk8O2IKoxQu4nF7EdAh8s3TwpHwrdWT6R",
    "ultra-secret-very-secret-super-secret-key",
    "super-secret-jwt-token-with-at-least-32-characters-long",
    "0f987876650b4a085e64594fae9219e7781b17506bec02489ad061fba8cb22db",
    "reallyreallyreallyreallyverysafe",
    "a-string-secret-at-least-256-bits-long",
    "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
    "this-is-a-generic-HS256-secret-key-and-you-should-really-change-it",
    (
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo"
        "4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0/IzW7yWR7QkrmBL7jTKEn5u"
        "+qKhbwKfBstIs+bMY2Zkp18gnTxKLxoS2tFczGkPLPgizskuemMghRniWaoLcyeh"
        "kd3qqGElvW/VDL5AaWTg0nLVkjRo9z+40RQzuVaE8AkAFmxZzow3x+VJYKdjykkJ"
        "0iT9wCS0DRTXu269V264Vf/3jvredZiKRkgwlL9xNAwxXFg0x/XFw005UWVRIKdg"
        "cKWTjpBP2dPwVZ4WWC+9aGVd+Gyn1o0CLelf4rEjGoXbAAEgAqeGUxrcIlbjXfbc"
        "mwIDAQAB"
    ),
    (
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9"
        "q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg=="
    ),
)
_PLACEHOLDER = re.compile(
    r"""<[^<>]+>|\{\{[^{}]*\}\}|\$\{[^{}]*\}|\$\([^()]*\)|%[A-Z_]{3,}%
    |\byour[-_ ](own[-_ ])?(super|very|secret|jwt|key|domain|tenant|project|app|auth0|api|client|random)
    |change[-_ ]?(me|this|it)\b|replace[-_ ]?(me|this|with)|insert[-_ ](your|the|a)\b|\bplaceholder\b
    |\bxxxx+\b|\btodo\b|\bfixme\b""",
    re.VERBOSE | re.IGNORECASE,
)


_MINE = re.compile(r"\bmy[-_ ](own[-_ ])?(super|very|secret|jwt|key|random|long)", re.IGNORECASE)


def is_sample(key: str) -> bool:
    """Whether a key stands in public documentation: anybody can sign with it, or only somebody else can."""
    lines = key.split("\n")
    bare = "".join(line for line in lines if not line.startswith("-----")) if len(lines) > 1 else key
    return bare.strip() in _SAMPLES


def is_placeholder_key(text: str) -> bool:
    """Whether a key asks to be replaced, or calls itself somebody's."""
    return is_placeholder(text) or bool(_MINE.search(text))


def is_placeholder(text: str) -> bool:
    """Whether a text asks to be replaced."""
    return bool(_PLACEHOLDER.search(text))
