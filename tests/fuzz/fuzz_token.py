"""Coverage-guided fuzzing of the request check: any token and any headers get an answer and an explanation.

Outside the normal test run, in an environment that has atheris besides the run-time requirements:

    python -m tests.fuzz.fuzz_token -max_total_time=120

What it finds becomes a test in tests/unit/hasura.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
from base64 import urlsafe_b64encode
from typing import Any

import atheris  # type: ignore[import-untyped] # installed only where fuzzing is done

with atheris.instrument_imports(include=["hasura", "json"]):
    from hasura.explain.case import Case
    from hasura.explain.explain import explain
    from hasura.start.startup import start

_KEY = "0123456789abcdef0123456789abcdef"
_NOW = 1_700_000_000
_ROLES = {"x-hasura-allowed-roles": {"path": "$.roles"}, "x-hasura-default-role": {"path": "$.role"}}
_CONFIGURATIONS: tuple[dict[str, Any], ...] = (
    {},
    {"issuer": "https://a.example", "audience": ["a"]},
    {"claims_format": "stringified_json"},
    {"claims_namespace_path": "$.h[0]['c']"},
    {"claims_map": {**_ROLES, "x-hasura-user-id": {"path": "$.sub", "default": "1"}}},
)
_MODES = [
    start(
        {
            "HASURA_GRAPHQL_ADMIN_SECRET": "admin",
            "HASURA_GRAPHQL_JWT_SECRET": json.dumps({"type": "HS256", "key": _KEY, **fields}),
        }
    )
    for fields in _CONFIGURATIONS
]


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def one_input(data: bytes) -> None:
    """Send the bytes as a header's value, as a signed payload, as a signed header and as Hasura's claims."""
    if not data:
        return
    mode, body = _MODES[data[0] % len(_MODES)], data[1:]
    text = body.decode("utf-8", "surrogateescape")
    head, _, payload = body.partition(b"\n")
    claims = json.dumps({"https://hasura.io/jwt/claims": text}).encode()
    values = [f"Bearer {_signed(*parts)}" for parts in _parts(head, payload, body, claims)]
    for value in [text, f"Bearer {text}", *values]:
        case = Case(mode, [("Authorization", value)], _NOW)
        decision = case.decide()
        explanation = explain(decision, case)
        if _KEY in repr((decision, explanation)):
            raise AssertionError("the key is shown")


def _parts(head: bytes, payload: bytes, body: bytes, claims: bytes) -> list[tuple[bytes, bytes]]:
    plain = b'{"alg":"HS256"}'
    return [(head, payload), (plain, body), (body, claims), (plain, claims)]


def _signed(header: bytes, payload: bytes) -> str:
    signed = f"{_encode(header)}.{_encode(payload)}"
    return f"{signed}.{_encode(hmac.digest(_KEY.encode(), signed.encode(), hashlib.sha256))}"


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
