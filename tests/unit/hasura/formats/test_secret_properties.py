"""Whatever stands in the environment: Hasura's start is decided, and no message shows a key."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hasura.explain.startup_words import explain_startup
from hasura.explain.warnings import warnings
from hasura.formats.pem import PemError, first_block
from hasura.model import AuthMode, StartupError
from hasura.start.grammar import FIELDS, parse_jwt_secret, parse_jwt_secrets
from hasura.start.startup import start
from tests.unit.hasura import key_material as keys

VARIABLES = [
    "ADMIN_SECRET",
    "ACCESS_KEY",
    "ADMIN_SECRETS",
    "JWT_SECRET",
    "JWT_SECRETS",
    "AUTH_HOOK",
    "UNAUTHORIZED_ROLE",
    "EE_LICENSE_KEY",
]
SHOWN_AT_MOST = 5
PEMS = [keys.spki(keys.RSA.public_key()), keys.PRIVATE_PKCS1, keys.certificate(keys.ED25519.public_key())]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
WORDS = ["HS256", "RS256", "Ed25519", "ES512", "json", "$.a", "https://a.example", "a b:c", "x" * 32]
OBJECTS = [
    {"type": "Cookie"},
    {"path": "$"},
    {"x-hasura-allowed-roles": [""], "x-hasura-default-role": "u"},
]
plausible = st.sampled_from([*WORDS, *OBJECTS, *PEMS])
secrets = st.dictionaries(st.sampled_from(FIELDS), plausible | json_values)
texts = (
    secrets.map(json.dumps) | st.text() | st.binary().map(lambda raw: raw.decode("utf-8", "surrogateescape"))
)
random_keys = st.text("QXZ0123456789", min_size=32, max_size=80)


def everything_said(text: str) -> str:
    """All that a person may read about a JWT secret."""
    said = [str(words) for words in warnings(text, None, 0)]
    for parse in (parse_jwt_secret, parse_jwt_secrets):
        try:
            said.append(repr(parse(text)))
        except StartupError as error:
            said.extend([str(error), *explain_startup(str(error))])
    return "\n".join(said)


def assert_not_shown(secret: str, said: str) -> None:
    """No piece of the secret longer than a chance match stands in what was said."""
    pieces = {secret[start : start + SHOWN_AT_MOST + 1] for start in range(len(secret) - SHOWN_AT_MOST)}
    assert not [piece for piece in pieces if piece in said]


@given(texts)
@example('{"allowed_skew": 1e999999999999999999999}')
@example('{"key": "\\ud800", "type": "HS256"}')
def test_any_secret(text: str) -> None:
    """Any text is a JWT secret or a start-up error, never anything else; and it can be talked about."""
    everything_said(text)


@pytest.mark.parametrize("text", ["[", '{"a":', '[{"a":'])
def test_text_without_end(text: str) -> None:
    """A text that opens and opens is not JSON, and costs no stack."""
    said = everything_said(text * 20_000)
    assert "Error in $: " in said


@given(st.dictionaries(st.sampled_from(VARIABLES), texts))
def test_any_environment(env: dict[str, str]) -> None:
    """Any environment gives a mode or a start-up error that has words."""
    message = "Fatal Error"
    mode: AuthMode | None = None
    try:
        mode = start({f"HASURA_GRAPHQL_{name}": value for name, value in env.items()})
    except StartupError as error:
        message = str(error)
    assert message.startswith("Fatal Error")
    assert all(explain_startup(message))
    assert mode is None or not mode.jwt_secrets or mode.admin_secret_hashes


@given(random_keys, secrets, st.sampled_from(["type", "claims_format", "claims_map", "header", "audience"]))
def test_key_is_not_shown(key: str, others: dict[str, Any], place: str) -> None:
    """A key is shown neither from its own field nor from another where it was put by mistake."""
    for fields in (others | {"type": "HS256", "key": key}, others | {place: key, "key": "x"}, {key: key}):
        assert_not_shown(key, everything_said(json.dumps(fields)))
    assert_not_shown(key, everything_said(key))


@given(random_keys, st.integers(0, 120), st.sampled_from(["", "'", '"', "\\", "\n", ",", "}", "\x00", "é"]))
def test_key_in_damaged_text_is_not_shown(key: str, place: int, damage: str) -> None:
    """A syntax error does not quote the text around it."""
    text = json.dumps({"type": "HS512", "key": key, "issuer": "a"})
    assert_not_shown(key, everything_said(text[:place] + damage + text[place:]))
    assert_not_shown(key, everything_said(text[:place] + damage))


@given(
    st.sampled_from(PEMS),
    st.integers(0, 400),
    st.integers(0, 400),
    st.sampled_from(["RS256", "ES256", "HS256"]),
)
def test_damaged_pem_is_not_shown(text: str, start: int, end: int, key_type: str) -> None:
    """A PEM text with a piece missing is decided, and nothing of its content is shown."""
    damaged = text[:start] + text[end:]
    body = "".join(line for line in text.splitlines() if not line.startswith("-----"))
    assert_not_shown(body, everything_said(json.dumps({"type": key_type, "key": damaged})))


@given(
    st.binary()
    | st.lists(st.sampled_from([b"-----BEGIN A-----", b"-----END A-----", b"\n", b"QUJD", b"-"])).map(
        b"".join
    )
)
def test_any_pem(text: bytes) -> None:
    """Any bytes have a first block or none."""
    with contextlib.suppress(PemError):
        first_block(text)


@given(st.binary(max_size=200), st.sampled_from(["RS256", "ES256", "Ed25519"]))
def test_any_der(content: bytes, key_type: str) -> None:
    """Any content of a PEM block is a key or a start-up error."""
    text = json.dumps({"type": key_type, "key": keys.armoured(content)})
    with contextlib.suppress(StartupError):
        parse_jwt_secret(text)
