"""Input made to be slow, deep or huge gets Hasura's answer as well.

The suite's time limit is the bound: what these tests refuse is work that grows faster than the input.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hasura.explain.case import Case
from hasura.explain.explain import explain
from hasura.formats.uri import is_absolute_uri
from hasura.model import Accepted, AuthMode, Headers, Refused
from hasura.request.check import check
from tests.unit.hasura.cases.documented_cases import BY_URL, COOKIE, PLAIN, TWO, URL, plain
from tests.unit.hasura.tokens import NAMESPACE, NOW, ROLES, assemble, bearer, claims, encode, public_pem, sign

TEN_MEGABYTES = 10_000_000
DEEP = 90_000


def answer(mode: AuthMode, headers: Headers, jwks: Any = None) -> str:
    """The role, or the message; explained too, since that is done for every request."""
    case = Case(mode, headers, NOW, jwks or {})
    decision = case.decide()
    assert explain(decision, case).sentence
    return decision.role if isinstance(decision, Accepted) else decision.message


def with_member(value: str) -> Headers:
    """A good token that has one more claim, given as JSON text."""
    text = json.dumps(claims())[:-1] + f', "x": {value}}}'
    return bearer(assemble(b'{"alg":"HS256"}', text.encode()))


@pytest.mark.parametrize(
    "value",
    [
        "9" * TEN_MEGABYTES,
        "-1e" + "9" * 1000,
        '"' + "x" * TEN_MEGABYTES + '"',
        "[" + "1," * 1_000_000 + "1]",
    ],
    ids=["digits", "exponent", "text", "list"],
)
def test_a_claim_that_nobody_reads_may_be_anything(value: str) -> None:
    """The size of other claims does not change the answer."""
    assert answer(PLAIN, with_member(value)) == "user"


@pytest.mark.parametrize(
    "value",
    [
        "[" * DEEP,
        "[" * DEEP + "]" * (DEEP + 1),
        '{"a"' * DEEP,
        "[1" * DEEP,
        "[" * DEEP + "]" * DEEP,
        '{"a":' * DEEP + "1" + "}" * DEEP,
        '[{"a":' * (DEEP // 2) + '"b"' + ',"c":[]}]' * (DEEP // 2),
    ],
)
def test_json_that_is_nested_too_deeply_is_not_json(value: str) -> None:
    """Broken or not: what is nested deeper than any token is refused, and costs no stack."""
    assert answer(PLAIN, with_member(value)).startswith("Could not verify JWT: JWTClaimsSetDecodeError")


@pytest.mark.parametrize(
    "token",
    [
        "." * TEN_MEGABYTES,
        "a" * TEN_MEGABYTES,
        f"{encode(b'x' * TEN_MEGABYTES)}.e30.e30",
        f"e30.{encode(b'[' * TEN_MEGABYTES)}.e30",
        f"{sign(claims())}{'A' * TEN_MEGABYTES}",
        "é" * 1_000_000,
    ],
    ids=["dots", "one part", "header", "payload", "signature", "no ASCII"],
)
def test_a_ten_megabyte_token_is_refused(token: str) -> None:
    """Its size alone changes no answer."""
    assert answer(PLAIN, bearer(token)).startswith("Could not verify JWT: J")
    assert answer(plain(issuer="https://a.example"), bearer(token)).startswith("Could not verify JWT: J")


def test_a_ten_megabyte_authorization_of_spaces_is_malformed() -> None:
    """Splitting into words takes time in proportion."""
    headers = [("Authorization", "Bearer" + " " * TEN_MEGABYTES)]
    assert answer(PLAIN, headers) == "Malformed Authorization header"


def test_thousands_of_cookies_headers_and_tokens_are_read() -> None:
    """The one token among many cookies counts; many tokens are several."""
    cookies = "; ".join(f"c{number}=x" for number in range(100_000))
    assert answer(COOKIE, [("Cookie", f"{cookies}; a={sign(claims())}")]) == "user"
    several = "Could not verify JWT: Multiple JWTs found"
    assert answer(TWO, bearer(sign(claims())) * 2_000) == several
    many = [(f"x-hasura-{number}", "x") for number in range(20_000)]
    assert answer(PLAIN, many).startswith("Missing")


def test_ten_thousand_keys_are_all_tried() -> None:
    """A set of that size takes time in proportion, and its last key counts."""
    signed = bearer(sign(claims(), "ES256", "ES256"))
    right = serialization.load_pem_public_key(public_pem("ES256").encode())
    assert isinstance(right, ec.EllipticCurvePublicKey)
    wrong = (ec.generate_private_key(ec.SECP256R1()).public_key(),) * 10_000
    assert answer(BY_URL, signed, {URL: (*wrong, right)}) == "user"
    assert answer(BY_URL, signed, {URL: wrong}) == "Could not verify JWT: JWSError JWSInvalidSignature"


def test_huge_claims_of_hasura_are_refused_in_the_same_words() -> None:
    """A role claim of any size is judged by its kind."""
    huge = {**ROLES, "x-hasura-x": ["y" * TEN_MEGABYTES]}
    assert answer(PLAIN, bearer(sign(claims(**{NAMESPACE: huge})))).endswith("but encountered Array")
    many = {**ROLES, "x-hasura-allowed-roles": ["r"] * 500_000}
    decision = check(PLAIN, bearer(sign(claims(**{NAMESPACE: many}))), NOW, {})
    assert isinstance(decision, Refused)
    assert decision.code == "access-denied"


def test_a_ten_megabyte_uri_is_judged() -> None:
    """No pattern of the URI's grammar goes back and forth."""
    assert is_absolute_uri("https://a.example/" + "/%20" * 2_000_000)
    assert not is_absolute_uri("https://a.example/" + "/%20" * 2_000_000 + " ")


_URIS = ["a:", "a:b:c", "http://[::1]:80/x?y#z", "urn:x", "a+b-c.d:e", "http://u:p@h", "x:%41"]
_NO_URIS = [
    "a",
    ":a",
    "1a:b",
    "a b:c",
    "a:b c",
    "a:é",
    "a:%4",
    "http://[",
    "a:[b]",
    "a:b#c#d",
    "http://a@b@c",
    "http://a:b",
    "a:b?[]",
    "",
]


@pytest.mark.parametrize("uri", _URIS)
def test_uris(uri: str) -> None:
    """What the grammar of RFC 3986 allows after a scheme."""
    assert is_absolute_uri(uri)


@pytest.mark.parametrize("uri", _NO_URIS)
def test_no_uris(uri: str) -> None:
    """What it forbids."""
    assert not is_absolute_uri(uri)
