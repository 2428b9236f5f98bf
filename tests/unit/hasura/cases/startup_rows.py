"""Configurations with which Hasura does not start, each with the text that it prints: for the tests."""

from __future__ import annotations

import json
from typing import Any

from tests.unit.hasura import key_material as keys

KEY = "0123456789abcdef" * 4
PATH_HELP = (
    ". Accept letters, digits, underscore (_) or hyphen (-) only. "
    'Use quotes enclosed in bracket (["..."]) if there is any special character'
)
NEEDS_ADMIN = (
    " requires --admin-secret (HASURA_GRAPHQL_ADMIN_SECRET) or "
    " --access-key (HASURA_GRAPHQL_ACCESS_KEY) to be set"
)
UNAUTHORIZED = (
    f"Fatal Error: --unauthorized-role (HASURA_GRAPHQL_UNAUTHORIZED_ROLE){NEEDS_ADMIN}"
    " and is not allowed when --auth-hook (HASURA_GRAPHQL_AUTH_HOOK) is set"
)
PLURAL = "Fatal Error:- Environment variable HASURA_GRAPHQL_JWT_SECRETS: "
ADMIN_SECRETS = "Fatal Error:- Environment variable HASURA_GRAPHQL_ADMIN_SECRETS: "
JWT = "Fatal Error:- Environment variable HASURA_GRAPHQL_JWT_SECRET: "


def jwt(fields: Any = None, **others: Any) -> dict[str, str]:
    """A server with an admin secret and a JWT secret that is right but for these fields."""
    document = {"type": "HS256", "key": KEY, **others} if fields is None else fields
    return env(ADMIN_SECRET="admin", JWT_SECRET=json.dumps(document))


def env(**variables: str) -> dict[str, str]:
    """Hasura's variables by their short names."""
    return {f"HASURA_GRAPHQL_{name}": value for name, value in variables.items()}


def pem(text: str, key_type: str = "RS256") -> dict[str, str]:
    """A server with this text as the key."""
    return jwt(type=key_type, key=text)


def claims_map(**sources: Any) -> dict[str, str]:
    """A server with this claims_map; underscores stand for hyphens."""
    return jwt(claims_map={name.replace("_", "-"): source for name, source in sources.items()})


USABLE_ROLES: dict[str, Any] = {"x_hasura_allowed_roles": ["user"], "x_hasura_default_role": "user"}
IN_MAP = JWT + "Error in $['claims_map']: "
NO_SUCH_PEM = JWT + "Error in $: Invalid JWK: Could not decode PEM: "
NO_KEY_IN_PEM = NO_SUCH_PEM + "fromASN1: X509.PubKey: unknown format"

ROWS = [
    (
        "G01",
        jwt([{"type": "HS256", "key": KEY}]),
        JWT + "Error in $: parsing JWTConfig failed, expected Object, but encountered Array",
    ),
    ("G02", jwt({}), JWT + "Error in $: key and jwk_url both cannot be empty"),
    ("G03", jwt(jwk_url="https://a.example/k"), JWT + "Error in $: key, jwk_url both cannot be present"),
    (
        "G04",
        jwt(claims_namespace="a", claims_namespace_path="$.a"),
        JWT + "Error in $: claims_namespace and claims_namespace_path both cannot be set",
    ),
    (
        "G05",
        jwt(claims_namespace_path="https://hasura.io/jwt/claims"),
        JWT
        + "Error in $: invalid JSON path claims_namespace_path error: https://hasura.io/jwt/claims"
        + PATH_HELP,
    ),
    ("G06", jwt({"key": KEY}), JWT + 'Error in $: key "type" not found'),
    ("G07", jwt(type="PS256"), JWT + "Error in $: Invalid JWK: Key type: PS256 is not supported"),
    ("G07 EdDSA", jwt(type="EdDSA"), JWT + "Error in $: Invalid JWK: Key type: EdDSA is not supported"),
    ("G07 rs256", jwt(type="rs256"), JWT + "Error in $: Invalid JWK: Key type: rs256 is not supported"),
    ("G07 ES256K", jwt(type="ES256K"), JWT + "Error in $: Invalid JWK: Key type: ES256K is not supported"),
    (
        "G08",
        jwt(key=KEY[:31]),
        JWT + "Error in $: Invalid JWK: Key size too small; should be atleast 32 characters",
    ),
    (
        "G09",
        jwt(type="HS384", key=KEY[:47]),
        JWT + "Error in $: Invalid JWK: Key size too small; should be atleast 48 characters",
    ),
    (
        "G10",
        jwt(type="HS512", key=KEY[:63]),
        JWT + "Error in $: Invalid JWK: Key size too small; should be atleast 64 characters",
    ),
    ("G11", pem(KEY), NO_SUCH_PEM + "No pem found No pem found"),
    ("G11 ES256", pem(KEY, "ES256"), NO_SUCH_PEM + "No pem found No pem found"),
    ("G11 Ed25519", pem(KEY, "Ed25519"), NO_SUCH_PEM + "No pem found No pem found"),
    ("G11 OpenSSH", pem(keys.PUBLIC_OPENSSH), NO_SUCH_PEM + "No pem found No pem found"),
    ("G12", pem(keys.spki(keys.X25519.public_key())), NO_SUCH_PEM + "This key type is not supported"),
    ("G12 Ed448", pem(keys.spki(keys.ED448.public_key())), NO_SUCH_PEM + "This key type is not supported"),
    ("G12 DSA", pem(keys.spki(keys.dsa_public_key())), NO_SUCH_PEM + "This key type is not supported"),
    (
        "G13",
        pem(keys.certificate(keys.ED448.public_key())),
        NO_KEY_IN_PEM + " Could not decode RSA, EdDSA or EC public key from x509 cert",
    ),
    (
        "G14",
        pem(keys.spki(keys.BRAINPOOL.public_key()), "ES256"),
        NO_SUCH_PEM + "Error getting EC parameters from the public key",
    ),
    (
        "G14 certificate",
        pem(keys.certificate(keys.P224.public_key()), "ES256"),
        NO_SUCH_PEM + "Error getting EC parameters from the public key",
    ),
    (
        "G15",
        pem(keys.armoured(keys.spki_der(keys.RSA.public_key()) + b"\x05\x00")),
        NO_SUCH_PEM + "Could not decode public key fromASN1: X509.Certificate: unknown format",
    ),
    (
        "G16",
        jwt(header={"type": "Body"}),
        JWT + "Error in $.header: expected 'type' is 'Authorization' or 'Cookie' or 'CustomHeader'",
    ),
    (
        "G17",
        claims_map(x_hasura_default_role="user"),
        IN_MAP + "x-hasura-allowed-roles is expected but not found",
    ),
    ("G17 before G18", claims_map(), IN_MAP + "x-hasura-allowed-roles is expected but not found"),
    (
        "G17 in lower case",
        jwt(claims_map={"X-Hasura-Allowed-Roles": ["user"], "x-hasura-default-role": "user"}),
        IN_MAP + "x-hasura-allowed-roles is expected but not found",
    ),
    (
        "G18",
        claims_map(x_hasura_allowed_roles=["user"]),
        IN_MAP + "x-hasura-default-role is expected but not found",
    ),
    ("G19", claims_map(**USABLE_ROLES, x_hasura_user_id={"path": "$.a b"}), IN_MAP + "$.a b" + PATH_HELP),
    ("G20 audience", jwt(audience="not a:uri"), JWT + "Error in $.audience: failed to parse StringOrURI"),
    ("G20 issuer", jwt(issuer="my app: api"), JWT + "Error in $.issuer: failed to parse StringOrURI"),
    (
        "G20 in a list",
        jwt(audience=["a", "b c:d"]),
        JWT + "Error in $.audience: parsing StringOrURI failed, expected String, but encountered Array",
    ),
    (
        "G21",
        claims_map(x_hasura_allowed_roles=["user"], x_hasura_default_role=""),
        IN_MAP + "empty string not allowed",
    ),
    (
        "G21 in the list",
        claims_map(x_hasura_allowed_roles=["user", ""], x_hasura_default_role="user"),
        JWT + "Error in $['claims_map'][1]: empty string not allowed",
    ),
    (
        "G21 as a default",
        claims_map(x_hasura_allowed_roles=["user"], x_hasura_default_role={"path": "$.r", "default": ""}),
        JWT + "Error in $['claims_map'].default: empty string not allowed",
    ),
    (
        "G22",
        jwt(claims_format="xml"),
        JWT
        + "Error in $['claims_format']: parsing Hasura.Server.Auth.JWT.JWTClaimsFormat failed, "
        + 'expected one of the tags ["json","stringified_json"], but found tag "xml"',
    ),
    (
        "G26",
        env(JWT_SECRET=json.dumps({"type": "HS256", "key": KEY})),
        f"Fatal Error : --jwt-secret (HASURA_GRAPHQL_JWT_SECRET){NEEDS_ADMIN}",
    ),
    (
        "G27",
        env(AUTH_HOOK="https://hook.example"),
        f"Fatal Error : --auth-hook (HASURA_GRAPHQL_AUTH_HOOK){NEEDS_ADMIN}",
    ),
    (
        "G28",
        jwt() | env(AUTH_HOOK="https://hook.example"),
        "Fatal Error: Both webhook and JWT mode cannot be enabled at the same time",
    ),
    (
        "G28 without an admin secret",
        env(JWT_SECRET=json.dumps({"type": "HS256", "key": KEY}), AUTH_HOOK="https://hook.example"),
        "Fatal Error: Both webhook and JWT mode cannot be enabled at the same time",
    ),
    ("G29", env(UNAUTHORIZED_ROLE="anonymous"), UNAUTHORIZED),
    (
        "G29 with a webhook",
        env(ADMIN_SECRET="a", AUTH_HOOK="https://hook.example", UNAUTHORIZED_ROLE="anonymous"),
        UNAUTHORIZED,
    ),
    ("G29 before G28", jwt() | env(AUTH_HOOK="h", UNAUTHORIZED_ROLE="anonymous"), UNAUTHORIZED),
    (
        "G30",
        env(ADMIN_SECRET="a", UNAUTHORIZED_ROLE=""),
        "Fatal Error:- Environment variable HASURA_GRAPHQL_UNAUTHORIZED_ROLE: empty string not allowed",
    ),
    (
        "a text as header",
        jwt(header='{"type":"Cookie"}'),
        JWT + "Error in $.header: parsing JWTHeader failed, expected Object, but encountered String",
    ),
    (
        "a cookie without name",
        jwt(header={"type": "cookie"}),
        JWT + 'Error in $.header: key "name" not found',
    ),
    ("a header without type", jwt(header={}), JWT + 'Error in $.header: key "type" not found'),
    (
        "a number as key",
        jwt(key=1),
        JWT + "Error in $.key: parsing Text failed, expected String, but encountered Number",
    ),
    (
        "null as type",
        jwt(type=None),
        JWT + "Error in $.type: parsing Text failed, expected String, but encountered Null",
    ),
    (
        "a path without scheme as jwk_url",
        jwt({"jwk_url": "/keys"}),
        JWT + "Error in $['jwk_url']: not a valid URI",
    ),
    (
        "a template as jwk_url",
        jwt({"jwk_url": "{{KEYS}}/keys"}),
        JWT + "Error in $['jwk_url']: not a valid URI",
    ),
    (
        "a text as skew",
        jwt(allowed_skew="5"),
        JWT
        + "Error in $['allowed_skew']: parsing NominalDiffTime failed, "
        + "expected Number, but encountered String",
    ),
    ("no path in a source", claims_map(**USABLE_ROLES, x_hasura_user_id={}), IN_MAP + 'key "path" not found'),
    (
        "a number as a literal",
        claims_map(**USABLE_ROLES, x_hasura_user_id=1),
        IN_MAP + "parsing Text failed, expected String, but encountered Number",
    ),
    (
        "one text as allowed roles",
        claims_map(x_hasura_allowed_roles="user", x_hasura_default_role="user"),
        IN_MAP + "parsing [] failed, expected Array, but encountered String",
    ),
    ("set but empty", env(ADMIN_SECRET="a", JWT_SECRET=""), JWT + "Error in $: not enough input"),
    (
        "quotes kept",
        env(ADMIN_SECRET="a", JWT_SECRET="'{}'"),
        JWT + "Error in $: Failed reading: not a valid json value",
    ),
    (
        "single-quoted names",
        env(ADMIN_SECRET="a", JWT_SECRET="{'type':1}"),
        JWT + "Error in $: object key > 34: Failed reading: satisfy",
    ),
    (
        "no end",
        env(ADMIN_SECRET="a", JWT_SECRET='{"type": "HS2'),
        JWT + "Error in $: Failed reading: string without end",
    ),
    ("more than one document", env(ADMIN_SECRET="a", JWT_SECRET="{}}"), JWT + "Error in $: endOfInput"),
    (
        "a real line break",
        env(ADMIN_SECRET="a", JWT_SECRET='{"key": "a\nb"}'),
        JWT + "Error in $: object value: Failed reading: unescaped control character",
    ),
    (
        "no UTF-8",
        env(ADMIN_SECRET="a", JWT_SECRET='{"key": "\udcff"}'),
        JWT
        + "Error in $: Failed reading: Cannot decode input: "
        + "Data.Text.Internal.Encoding.decodeUtf8: Invalid UTF-8 stream",
    ),
    ("a private key", pem(keys.PRIVATE_PKCS1), NO_KEY_IN_PEM + " fromASN1: X509.Certificate: unknown format"),
    (
        "a request",
        pem(keys.certificate_request(), "Ed25519"),
        NO_KEY_IN_PEM + " fromASN1: X509.Certificate: unknown format",
    ),
    (
        "line breaks lost",
        pem(keys.spki(keys.RSA.public_key()).replace("\n", " ")),
        NO_SUCH_PEM + "invalid PEM delimiter found invalid PEM delimiter found",
    ),
    (
        "the plural's second entry",
        env(
            ADMIN_SECRET="a",
            EE_LICENSE_KEY="l",
            JWT_SECRETS=json.dumps([{"jwk_url": "https://a.example"}, {"key": 1}]),
        ),
        PLURAL + "Error in $[1].key: parsing Text failed, expected String, but encountered Number",
    ),
    (
        "an object in the plural",
        env(ADMIN_SECRET="a", EE_LICENSE_KEY="l", JWT_SECRETS="{}"),
        PLURAL + "Error in $: parsing [] failed, expected Array, but encountered Object",
    ),
    (
        "a text as admin secrets",
        env(EE_LICENSE_KEY="l", ADMIN_SECRETS="a"),
        ADMIN_SECRETS + "Error in $: Failed reading: not a valid json value",
    ),
]
