"""The forms of one shared key that servers and signers take for each other, and keys that everybody knows."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping

from hasura.formats.base64_text import lenient_base64

# Keys that everybody knows: of jwt.io, of the documentation, of starters.
SAMPLE_KEYS = (
    *("your-256-bit-secret", "your-384-bit-secret", "your-512-bit-secret", "secret", "your_jwt_secret"),
    *("a-string-secret-at-least-256-bits-long", "a-valid-string-secret-that-is-at-least-512-bits-long", ""),
    *("super-secret-jwt-token-with-at-least-32-characters-long", "shhhhh", "undefined", "null", "changeme"),
    *("3EK6FD+o0+c7tzBNVfjpMkNDi2yARAAKzQlk8O2IKoxQu4nF7EdAh8s3TwpHwrdWT6R", "mysecret", "my_secret"),
    *(
        "ultra-secret-very-secret-super-secret-key",
        "this-is-a-generic-HS256-secret-key-and-you-should-really-change-it",
    ),
)


def _hex(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text.strip())
    except ValueError:
        return None


# Where the server's key has something that the signer's has not: what it is, the signer's key, and the jq
# program that takes it from the server's.
FORMS_OF_THE_SERVER: Mapping[str, tuple[Callable[[str], bytes | str | None], str]] = {
    "white space or a line break at its end": (str.strip, r'gsub("^\\s+|\\s+$"; "")'),
    "quotes around it": (
        lambda key: key.strip().strip("\"'"),
        r"""gsub("^[\\s\"\u0027]+|[\\s\"\u0027]+$"; "")""",
    ),
    "`\\n` as two signs in place of a line break": (
        lambda key: key.replace("\\n", "\n"),
        r'gsub("\\\\n"; "\n")',
    ),
}
# Where the signer's key is made from the server's: how, the signer's key, and the code that signs right.
FORMS_OF_THE_SIGNER: Mapping[str, tuple[Callable[[str], bytes | str | None], str]] = {
    "the bytes that the key is the base64 of": (lenient_base64, "sign(claims, process.env.JWT_KEY)"),
    "the bytes that the key is the hexadecimal digits of": (_hex, "sign(claims, process.env.JWT_KEY)"),
    "the key in base64 once more": (
        lambda key: base64.b64encode(key.encode()),
        'sign(claims, Buffer.from(process.env.JWT_KEY, "base64"))',
    ),
    "the key in base64 without padding": (
        lambda key: base64.b64encode(key.encode()).rstrip(b"="),
        'sign(claims, Buffer.from(process.env.JWT_KEY, "base64"))',
    ),
    "the key with a line break at its end": (
        lambda key: f"{key}\n",
        "sign(claims, process.env.JWT_KEY.trim())",
    ),
    "the key with a Windows line break at its end": (
        lambda key: f"{key}\r\n",
        "sign(claims, process.env.JWT_KEY.trim())",
    ),
    "the key with a space at its end": (lambda key: f"{key} ", "sign(claims, process.env.JWT_KEY.trim())"),
    "the key with double quotes around it": (
        lambda key: f'"{key}"',
        "sign(claims, JSON.parse(process.env.JWT_KEY))",
    ),
    "the key with single quotes around it": (
        lambda key: f"'{key}'",
        """sign(claims, process.env.JWT_KEY.replace(/^'|'$/g, ""))""",
    ),
    "the key in small letters": (str.lower, "sign(claims, process.env.JWT_KEY)"),
    "the key in capital letters": (str.upper, "sign(claims, process.env.JWT_KEY)"),
}
