"""Fuzzes the JWT secret: any text is one or a start-up error, and can be talked about."""

from __future__ import annotations

import contextlib

import atheris  # type: ignore[import-untyped] # installed only where fuzzing is done

with atheris.instrument_imports(include=["hasura"]):
    from hasura.explain.startup_words import explain_startup
    from hasura.explain.warnings import warnings
    from hasura.model import StartupError
    from hasura.start.grammar import FIELDS, parse_jwt_secret, parse_jwt_secrets

from tests.fuzz.harness import fuzz

SEEDS = [
    b'{"type":"HS256","key":"0123456789abcdef0123456789abcdef","issuer":"https://a.example/","audience":["a"]}',
    b'[{"jwk_url":"https://a.example/k","header":{"type":"Cookie","name":"t"},"allowed_skew":1.5e1}]',
    b'{"type":"RS256","key":"-----BEGIN A-----\\nMAA=\\n-----END A-----\\n","claims_format":"json"}',
    b'{"type":"ES256","key":"","claims_namespace_path":"$.a[0][\\"b\\"]"}',
    b'{"jwk_url":"a:b","claims_map":{"x-hasura-allowed-roles":["u"],"x-hasura-default-role":{"path":"$.r"}}}',
    b'\'{"type": "HS256"}\'',
    b'"{\\"key\\":null}"',
]
WORDS = [
    *FIELDS,
    "HS256",
    "Ed25519",
    '{"',
    '":',
    '",',
    "\\ud800",
    "1e999",
    "NaN",
    "null",
    "path",
    "default",
    "$.",
]


def target(data: bytes) -> None:
    """Parse the text both ways and say all there is to say about it."""
    text = data.decode("utf-8", "surrogateescape")
    warnings(text, {"HASURA_GRAPHQL_JWT_SECRETS": text}, 0)
    for parse in (parse_jwt_secret, parse_jwt_secrets):
        try:
            parse(text)
        except StartupError as error:
            explain_startup(str(error))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        fuzz(target, SEEDS, WORDS)
