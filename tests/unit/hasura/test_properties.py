"""What holds for all tokens, headers and keys."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasura.batch import MalformedLine, decide
from hasura.explain.case import Case
from hasura.explain.explain import explain
from hasura.explain.words import Explanation
from hasura.model import Accepted, AuthMode, Headers, Refused
from hasura.request.check import check
from hasura.request.compact import base64url
from tests.unit.hasura.cases.documented_cases import COOKIE, CUSTOM, PLAIN, TEXT, TWO, keyed, mapped, plain
from tests.unit.hasura.tokens import (
    ADMIN_SECRET,
    ALGORITHMS,
    HS_KEY,
    HS_KEY_64,
    NAMESPACE,
    NOW,
    assemble,
    bearer,
    claims,
    hasura,
    kind_for,
    private_pem,
    secret,
    sign,
)

MODES = [PLAIN, COOKIE, CUSTOM, TEXT, TWO, mapped(), plain(issuer="a", audience="b"), keyed("RSA", "RS256")]
NAMES = (
    st.sampled_from(["Authorization", "cookie", "X-Token", "x-hasura-admin-secret", "x-hasura-role"])
    | st.text()
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
REGISTERED = st.sampled_from(["iss", "sub", "aud", "exp", "nbf", "iat", "jti", NAMESPACE, "roles", "role"])
CLAIM_SETS = st.dictionaries(REGISTERED | st.text(), JSON, max_size=6)
ROLE = st.text(min_size=1)


def answer(mode: AuthMode, headers: Headers) -> Accepted | Refused:
    """The decision, after its words are seen to hold neither the key nor the admin secret."""
    case = Case(mode, headers, NOW)
    decision = case.decide()
    explanation = explain(decision, case)
    assert isinstance(explanation, Explanation)
    text = repr((decision, explanation))
    for secret_text in (HS_KEY, b64encode(HS_KEY.encode()).decode(), HS_KEY.encode().hex(), ADMIN_SECRET):
        assert secret_text not in text
    return decision


@given(st.sampled_from(MODES), st.lists(st.tuples(NAMES, st.text())))
def test_no_headers_make_it_raise_or_show_a_key(mode: AuthMode, headers: Headers) -> None:
    """Any headers get an answer, and never more than the admin secret's holder may have."""
    assert isinstance(answer(mode, headers), Refused)


@given(
    st.sampled_from(MODES), st.binary(), st.binary(), st.sampled_from(["Authorization", "Cookie", "X-Token"])
)
def test_no_signed_bytes_make_it_raise(mode: AuthMode, head: bytes, payload: bytes, name: str) -> None:
    """A token of any bytes, signed with the right key, gets an answer."""
    prefix = {"Authorization": "Bearer ", "Cookie": "a=", "X-Token": ""}[name]
    for header in (head, b'{"alg":"HS256"}'):
        answer(mode, [(name, prefix + assemble(header, payload))])


@given(st.sampled_from(MODES), CLAIM_SETS)
def test_no_claims_make_it_raise(mode: AuthMode, claim_set: dict[str, Any]) -> None:
    """Any JSON in any claim gets an answer."""
    answer(mode, bearer(sign(claim_set)))


@given(JSON, JSON, JSON)
def test_no_hasura_claims_make_it_raise(allowed: Any, default: Any, variable: Any) -> None:
    """Any JSON in Hasura's claims gets an answer."""
    whole = {"x-hasura-allowed-roles": allowed, "x-hasura-default-role": default, "x-hasura-x": variable}
    answer(PLAIN, bearer(sign(claims(**{NAMESPACE: whole}))))


@given(st.dictionaries(st.text(), JSON), JSON, JSON)
def test_no_header_members_make_it_raise(members: dict[str, Any], kid: Any, certificate: Any) -> None:
    """Any JSON in the token's header gets an answer."""
    header = {**members, "kid": kid, "x5c": certificate, "x5t": kid, "jku": kid, "alg": "HS256"}
    answer(PLAIN, bearer(assemble(json.dumps(header).encode(), json.dumps(claims()).encode())))


@given(ROLE, st.lists(ROLE), st.dictionaries(st.from_regex(r"[a-z-]{1,20}", fullmatch=True), st.text()))
def test_what_is_signed_for_a_role_is_accepted_for_it(
    role: str, others: list[str], variables: dict[str, str]
) -> None:
    """The role and every session variable arrive as they were signed."""
    own = {f"x-hasura-v-{name}": value for name, value in variables.items()}
    whole = hasura(allowed_roles=[*others, role], default_role=role, user_id=None) | own
    assert answer(PLAIN, bearer(sign(claims(**{NAMESPACE: whole})))) == Accepted(role, own, NOW + 600)


@given(ROLE, st.lists(ROLE))
def test_no_other_role_is_ever_given(asked: str, allowed: list[str]) -> None:
    """The role given is the one asked for, and the token allows it."""
    token = sign(claims(**{NAMESPACE: hasura(allowed_roles=allowed, default_role="other")}))
    decision = answer(PLAIN, [*bearer(token), ("x-hasura-role", asked)])
    assert isinstance(decision, Accepted) == (asked in allowed)
    assert isinstance(decision, Refused) or decision.role == asked


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_of_another_library_is_accepted(algorithm: str) -> None:
    """A token signed by PyJWT verifies with the key of its kind, as one signed by joserfc does."""
    symmetric = algorithm.startswith("HS")
    mode = plain(key=HS_KEY_64) if symmetric else keyed(kind_for(algorithm), "RS256")
    key = HS_KEY_64 if symmetric else private_pem(kind_for(algorithm))
    assert isinstance(answer(mode, bearer(jwt.encode(claims(), key, algorithm))), Accepted)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("kind", ["HS", "RSA", "ES256", "ES384", "ES512", "Ed25519"])
def test_only_the_kind_of_key_limits_the_algorithm(algorithm: str, kind: str) -> None:
    """Every algorithm is refused by every key of another kind."""
    symmetric = algorithm.startswith("HS")
    mode = plain(key=HS_KEY_64) if kind == "HS" else keyed(kind, "RS256")
    token = sign(claims(), algorithm, HS_KEY_64 if symmetric else kind_for(algorithm))
    fits = symmetric if kind == "HS" else not symmetric and kind_for(algorithm) == kind
    assert isinstance(answer(mode, bearer(token)), Accepted) == fits


@pytest.mark.parametrize("algorithm", ["HS256", "RS256", "PS256", "ES256", "EdDSA"])
@given(data=st.data())
def test_any_flipped_bit_is_refused(algorithm: str, data: st.DataObject) -> None:
    """No token that differs in one bit of its text is accepted, not even in the unused bits of its ends."""
    mode, token = _mode_and_token(algorithm)
    position = data.draw(st.integers(0, len(token) - 1) | st.sampled_from(_ends(token)))
    bit = data.draw(st.integers(0, 6))
    flipped = token[:position] + chr(ord(token[position]) ^ (1 << bit)) + token[position + 1 :]
    assert isinstance(answer(mode, bearer(flipped)), Refused)


def test_every_single_flipped_bit_of_one_token_is_refused() -> None:
    """The same, for every bit of an HS256 token."""
    token = sign(claims())
    for position, letter in enumerate(token):
        for bit in range(7):
            flipped = token[:position] + chr(ord(letter) ^ (1 << bit)) + token[position + 1 :]
            assert isinstance(check(PLAIN, bearer(flipped), NOW, {}), Refused)


@given(st.binary())
def test_base64url_has_one_text_for_each_bytes(data: bytes) -> None:
    """What is decoded is encoded back to the same text; padded or changed text is not base64url."""
    text = b64encode(data, altchars=b"-_").rstrip(b"=").decode()
    assert base64url(text) == data
    assert base64url(text + "=") is None


@given(st.dictionaries(st.sampled_from(["env", "headers", "now", "jwks"]), JSON))
def test_no_line_makes_the_batch_raise(request: dict[str, Any]) -> None:
    """Any JSON object is answered or told to be malformed; nothing else is raised."""
    try:
        answer = decide(request)
    except MalformedLine:
        return
    assert "startup_error" in answer


@given(st.text(), st.lists(st.tuples(st.text(), st.text()), max_size=3))
def test_no_secret_text_is_shown_by_the_batch(text: str, headers: list[tuple[str, str]]) -> None:
    """A key inside any JWT secret does not come out again."""
    env = {
        "HASURA_GRAPHQL_ADMIN_SECRET": ADMIN_SECRET,
        "HASURA_GRAPHQL_JWT_SECRET": secret(issuer=text, extra=text),
    }
    line = {"env": env, "headers": [list(header) for header in headers], "now": NOW}
    assert HS_KEY not in json.dumps(decide(line))


@cache
def _mode_and_token(algorithm: str) -> tuple[AuthMode, str]:
    if algorithm.startswith("HS"):
        return PLAIN, sign(claims())
    kind = kind_for(algorithm)
    return keyed(kind, "RS256"), sign(claims(), algorithm, kind)


def _ends(token: str) -> list[int]:
    """The positions of the last letters of the three parts."""
    return [token.index(".") - 1, token.rindex(".") - 1, len(token) - 1]
