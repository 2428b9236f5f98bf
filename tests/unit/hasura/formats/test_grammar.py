"""What a JWT secret says: fields, defaults, and the order in which mistakes are found."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hasura.model import (
    ClaimPath,
    ClaimsMap,
    JwtSecret,
    Namespace,
    StartupError,
    SymmetricKey,
    TokenLocation,
)
from hasura.start.grammar import FIELDS, parse_jwt_secret, parse_jwt_secrets

KEY = "0123456789abcdef0123456789abcdef"
PLAIN: dict[str, Any] = {"type": "HS256", "key": KEY}
ROLES = {"x-hasura-allowed-roles": ["user"], "x-hasura-default-role": "user"}


def parsed(**fields: Any) -> JwtSecret:
    """The secret with these fields beside type and key."""
    return parse_jwt_secret(json.dumps(PLAIN | fields))


def error(fields: dict[str, Any]) -> str:
    """The message for these fields."""
    with pytest.raises(StartupError) as raised:
        parse_jwt_secret(json.dumps(fields))
    return str(raised.value)


def test_defaults() -> None:
    """What is left out, null or unknown has Hasura's default."""
    expected = JwtSecret(
        "HS256", SymmetricKey(KEY.encode()), None, Namespace(), None, None, 0.0, TokenLocation()
    )
    nulls = dict.fromkeys(name for name in FIELDS if name not in PLAIN)
    assert parsed() == parsed(**nulls) == parsed(aud="x", encoding="y") == expected


def test_jwk_url() -> None:
    """With jwk_url the type is not read, whatever it is."""
    secret = parse_jwt_secret('{"jwk_url": "https://a.example/k", "type": 5}')
    assert (secret.type, secret.key, secret.jwk_url) == (None, None, "https://a.example/k")


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("60", 60), ("-60", 60), ("1.5", 1.5), ("1e2", 100), ("0", 0), ("1e-400", 0)],
)
def test_skew(written: str, seconds: float) -> None:
    """The skew is any number, without its sign."""
    assert parse_jwt_secret(json.dumps(PLAIN)[:-1] + f', "allowed_skew": {written}}}').allowed_skew == seconds


@pytest.mark.parametrize(
    "written", ["1e1000000000", "-1e1025", "9" * 400, "9" * 100_000, "true", '"1"', "[]"]
)
def test_skew_refused(written: str) -> None:
    """A number without measure or another kind of value is refused, and at once."""
    with pytest.raises(StartupError, match="parsing NominalDiffTime failed"):
        parse_jwt_secret(json.dumps(PLAIN)[:-1] + f', "allowed_skew": {written}}}')


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity", "01", "1.", ".5", "+1", "0x1", "1e"])
def test_no_json_number(written: str) -> None:
    """What JSON does not know as a number is a syntax error."""
    with pytest.raises(StartupError, match=r"Failed reading|endOfInput|satisfy"):
        parse_jwt_secret(json.dumps(PLAIN)[:-1] + f', "allowed_skew": {written}}}')


@pytest.mark.parametrize(
    ("value", "audience"),
    [("a", ("a",)), (["a"], ("a",)), (["a", "https://b.example"], ("a", "https://b.example")), ([], ())],
)
def test_audience(value: Any, audience: tuple[str, ...]) -> None:
    """An audience is a text or a list; the empty list stays one."""
    assert parsed(audience=value).audience == audience


@pytest.mark.parametrize("text", ["app", "", "a b", "urn:app", "https://a.example/", "a:", "localhost:8080"])
def test_issuer(text: str) -> None:
    """An issuer without a colon is any text, with one an absolute URI."""
    assert parsed(issuer=text).issuer == text


@pytest.mark.parametrize(
    ("fields", "claims"),
    [
        ({"claims_namespace": "app"}, Namespace("app")),
        ({"claims_namespace": ""}, Namespace("")),
        ({"claims_namespace_path": "$"}, Namespace(None, ())),
        (
            {"claims_namespace_path": "$.a.b", "claims_format": "stringified_json"},
            Namespace(None, ("a", "b"), "stringified_json"),
        ),
        ({"claims_format": "json"}, Namespace()),
        (
            {"claims_map": ROLES, "claims_namespace": "app", "claims_format": "stringified_json"},
            ClaimsMap({"x-hasura-allowed-roles": ("user",), "x-hasura-default-role": "user"}),
        ),
    ],
)
def test_claims(fields: dict[str, Any], claims: Namespace | ClaimsMap) -> None:
    """Claims are found by a name, a path or a map, and the map wins."""
    assert parsed(**fields).claims == claims


def test_claims_map() -> None:
    """Sources are paths, with a default or not, and literals; names lose their case."""
    claims_map = {
        "x-hasura-allowed-roles": {"path": "$.roles", "default": ["user", "guest"]},
        "x-hasura-default-role": {"path": "$.roles[0]", "default": None, "comment": 1},
        "X-Hasura-User-Id": {"path": "$.sub"},
        "x-hasura-org": "main",
        "tenant": {"path": "$", "default": ""},
        "X-HASURA-DEFAULT-ROLE": 5,
    }
    assert parsed(claims_map=claims_map).claims == ClaimsMap(
        {
            "x-hasura-allowed-roles": ClaimPath(("roles",), ("user", "guest")),
            "x-hasura-default-role": ClaimPath(("roles", 0)),
            "x-hasura-user-id": ClaimPath(("sub",)),
            "x-hasura-org": "main",
            "tenant": ClaimPath((), ""),
        }
    )


@pytest.mark.parametrize(
    ("header", "location"),
    [
        ({"type": "authorization", "name": 5}, TokenLocation()),
        ({"type": "COOKIE", "name": "Token"}, TokenLocation("Cookie", "Token")),
        ({"type": "CustomHeader", "name": "X-Token"}, TokenLocation("CustomHeader", "X-Token")),
    ],
)
def test_header(header: dict[str, Any], location: TokenLocation) -> None:
    """The type's case plays no part, the name's is kept."""
    assert parsed(header=header).location == location


def test_first_of_equal_fields() -> None:
    """Of a field that is written twice the first counts."""
    assert parse_jwt_secret(json.dumps(PLAIN)[:-1] + ', "issuer": "a", "issuer": "b"}').issuer == "a"


BROKEN: list[tuple[str, Any, str]] = [
    ("key", 1, "Error in $.key: "),
    ("claims_namespace", 1, "Error in $['claims_namespace']: "),
    ("claims_namespace_path", 1, "Error in $['claims_namespace_path']: "),
    ("audience", 1, "Error in $.audience: "),
    ("issuer", 1, "Error in $.issuer: "),
    ("jwk_url", 1, "Error in $['jwk_url']: "),
    ("claims_format", 1, "Error in $['claims_format']: "),
    ("claims_map", 1, "Error in $['claims_map']: "),
    ("allowed_skew", "1", "Error in $['allowed_skew']: "),
    ("header", 1, "Error in $.header: "),
]


def test_order_of_fields() -> None:
    """Of several broken fields the first in Hasura's order is reported, and fixing it shows the next."""
    fields = {name: value for name, value, _ in reversed(BROKEN)}
    for name, _, message in BROKEN:
        assert error(fields).startswith(message)
        del fields[name]
    assert error(fields) == "Error in $: key and jwk_url both cannot be empty"


def test_order_of_checks() -> None:
    """Then come the pair of namespaces, the path, the pair of key and jwk_url, and the type last."""
    fields: dict[str, Any] = {
        "key": "short",
        "jwk_url": "a:b",
        "claims_namespace": "a",
        "claims_namespace_path": "*",
    }
    assert "both cannot be set" in error(fields)
    del fields["claims_namespace"]
    assert "invalid JSON path" in error(fields)
    del fields["claims_namespace_path"]
    assert "both cannot be present" in error(fields)
    del fields["jwk_url"]
    assert 'key "type" not found' in error(fields)
    assert "Key size too small" in error(fields | {"type": "HS256"})


def test_deep_nesting() -> None:
    """A secret that is nested deeper than any real one counts as not JSON, and costs no stack."""
    few, many = ("[" * depth + "]" * depth for depth in (100, 50_000))
    assert parse_jwt_secret(json.dumps(PLAIN)[:-1] + f', "other": {few}}}') == parsed()
    for text in ("[" * 50_000, json.dumps(PLAIN)[:-1] + f', "other": {many}}}'):
        with pytest.raises(StartupError, match="not a valid json value"):
            parse_jwt_secret(text)


def test_several() -> None:
    """A list gives its secrets in order; entries that say the same count once, whatever their type says."""
    first, second = PLAIN | {"issuer": "a"}, PLAIN | {"issuer": "b"}
    entries = [first, second, first, second | {"aud": 1}, PLAIN | {"type": "HS256", "issuer": "a"}]
    assert [secret.issuer for secret in parse_jwt_secrets(json.dumps(entries))] == ["a", "b"]
    assert parse_jwt_secrets("[]") == ()


@pytest.mark.parametrize(
    "fields",
    [{"allowed_skew": 0}, {"header": {"type": "Authorization"}}, {"audience": []}, {"claims_map": ROLES}],
)
def test_different(fields: dict[str, Any]) -> None:
    """A default that is written out makes another entry, as any other field does."""
    assert len(parse_jwt_secrets(json.dumps([PLAIN, PLAIN | fields]))) == 2
