"""What happens to a JWT secret on its way, one row for each accident: for the tests of its repair."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from hasura.repair import document
from tests.unit.hasura import key_material as keys

KEY = "made-up-key-0123456789abcdef-0123456789"
HS: dict[str, Any] = {"type": "HS256", "key": KEY, "issuer": "https://id.example/"}
SPKI = keys.spki(keys.RSA.public_key())
RS: dict[str, Any] = {"type": "RS256", "key": SPKI}
ROLES = {"x-hasura-allowed-roles": ["user"], "x-hasura-default-role": "user"}
LINE, PEM_LINE = json.dumps(HS), json.dumps(RS)


def joined(text: str) -> str:
    """A PEM text in one line."""
    return text.replace("\n", " ").strip()


def in_text(change: Callable[[str], str]) -> str:
    """A secret whose PEM text was changed."""
    return json.dumps(RS | {"key": change(SPKI)})


def curly(text: str) -> str:
    """Quotes as a word processor makes them."""
    return re.sub(r'"([^"]*)"', "\u201c\\1\u201d", text)


def jwk(**others: Any) -> dict[str, Any]:
    """The RSA key as a JWK."""
    numbers = keys.RSA.public_key().public_numbers()
    n = base64.urlsafe_b64encode(numbers.n.to_bytes(256)).rstrip(b"=").decode()
    return {"kty": "RSA", "n": n, "e": "AQAB", **others}


# The damaged value, what happened in the order of undoing, and the value as it was meant.
TEXTS: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
    ("\ufeff" + LINE, ("invisible-characters",), HS),
    (LINE.replace(", ", ",\u00a0"), ("invisible-characters",), HS),
    (f"HASURA_GRAPHQL_JWT_SECRET={LINE}", ("name-kept",), HS),
    (f"export HASURA_GRAPHQL_JWT_SECRET='{LINE}'", ("name-kept", "quotes-kept"), HS),
    (f"      HASURA_GRAPHQL_JWT_SECRET: '{LINE}'", ("name-kept", "quotes-kept"), HS),
    (f"$env:HASURA_GRAPHQL_JWT_SECRET = '{LINE}'", ("name-kept", "quotes-kept"), HS),
    (f"- HASURA_GRAPHQL_JWT_SECRET={LINE}", ("name-kept",), HS),
    (f"--jwt-secret '{LINE}'", ("name-kept", "quotes-kept"), HS),
    (f"A=1\nHASURA_GRAPHQL_JWT_SECRET={LINE}", ("name-kept",), HS),
    (f"```json\n{LINE}\n```", ("fence-kept",), HS),
    (f">-\n  {LINE}\n", ("block-mark-kept",), HS),
    (f"'{LINE}'", ("quotes-kept",), HS),
    (f"\u2018{LINE}\u2019", ("quotes-kept",), HS),
    (json.dumps(LINE), ("quotes-kept", "quotes-escaped"), HS),
    (json.dumps(PEM_LINE)[1:-1], ("quotes-escaped",), RS),
    (LINE.replace('"', '""'), ("quotes-doubled",), HS),
    (curly(LINE), ("quotes-curly",), HS),
    (LINE.replace('"', "&quot;"), ("html-escaped",), HS),
    (quote(PEM_LINE), ("percent-encoded",), RS),
    (base64.b64encode(PEM_LINE.encode()).decode(), ("base64-encoded",), RS),
    (LINE.replace(", ", ", \\\n  "), ("lines-continued",), HS),
    (PEM_LINE.replace("\\n", "\n"), ("newlines-unescaped",), RS),
    (PEM_LINE.replace("\\n", "\r\n"), ("newlines-unescaped",), RS),
    (LINE[:-1] + ",}", ("comma-left",), HS),
    ("// mine\n" + LINE, ("comments-kept",), HS),
    (LINE.replace('"', ""), ("quotes-lost",), HS),
    (LINE.replace('"', "").replace(": ", ":").replace(", ", ","), ("quotes-lost",), HS),
    (PEM_LINE.replace('"', ""), ("quotes-lost",), RS),
    (LINE.replace('"', "'"), ("quotes-single",), HS),
    (f"type: HS256\nkey: {KEY}\nissuer: https://id.example/\n", ("yaml-for-json",), HS),
    (LINE[1:-1], ("braces-lost",), HS),
    (LINE + ";", ("something-around",), HS),
    (LINE + "%", ("something-around",), HS),
    (LINE.replace('"type"', "type"), ("quotes-uneven",), HS),
    (f"{LINE}\n{LINE}", ("something-after",), HS),
    (LINE + "}", ("something-after",), HS),
    (f"value = {json.dumps(LINE)}", ("name-kept", "quotes-kept", "quotes-escaped"), HS),
    (LINE.replace('"', "\\u0022"), ("quotes-escaped",), HS),
    ("a key of more than thirty-two bytes with spaces", ("bare-key",), {"type": "HS256", "key": ...}),
    (json.dumps(KEY), ("bare-key",), {"type": "HS256", "key": KEY}),
    (KEY, ("bare-key",), {"type": "HS256", "key": KEY}),
    (SPKI, ("bare-pem",), RS),
    ("https://id.example/jwks", ("bare-address",), {"jwk_url": "https://id.example/jwks"}),
    (json.dumps([HS]), ("list-of-one",), HS),
    (json.dumps({"HASURA_GRAPHQL_JWT_SECRET": HS}), ("wrapped",), HS),
    (json.dumps({"HASURA_GRAPHQL_JWT_SECRET": LINE}), ("wrapped",), HS),
    (json.dumps(jwk(alg="RS512")), ("jwk-as-secret",), RS | {"type": "RS512"}),
    (json.dumps({"keys": [jwk(use="enc"), jwk()]}), ("jwk-set-as-secret",), RS),
    (
        json.dumps({"issuer": "https://id.example/", "jwks_uri": "https://id.example/k"}),
        ("discovery-as-secret",),
        {"jwk_url": "https://id.example/k", "issuer": "https://id.example/"},
    ),
    (
        json.dumps({"type": "service_account", "project_id": "acme-1", "private_key": "made up"}),
        ("service-account-as-secret",),
        {
            "jwk_url": document.FIREBASE_KEYS,
            "issuer": "https://securetoken.google.com/acme-1",
            "audience": "acme-1",
        },
    ),
    (
        json.dumps({"kid1": keys.certificate(keys.RSA.public_key())}),
        ("certificates-as-secret",),
        {"type": "RS256", "key": ...},
    ),
    (in_text(lambda pem: pem.replace("\n", "\\n")), ("newlines-doubled",), RS),
    (in_text(joined), ("newlines-lost",), RS),
    (in_text(lambda pem: pem.replace("\n", "")), ("newlines-lost",), RS),
    (in_text(lambda pem: re.sub("(?m)^", "    ", pem)), ("pem-indented",), RS),
    (in_text(lambda pem: pem.replace("\n", " \n")), ("pem-indented",), RS),
    (in_text(lambda pem: pem.replace("MII", "\u200bMII")), ("pem-invisible-characters",), RS),
    (in_text(lambda pem: pem.replace("-----", "\u2014\u2014")), ("pem-markers-damaged",), RS),
    (in_text(lambda pem: pem.replace("-----", "----")), ("pem-markers-damaged",), RS),
    (in_text(lambda pem: pem.replace("\n", "\r")), ("pem-line-ends",), RS),
    (in_text(lambda pem: pem.replace("END PUBLIC KEY", "END CERTIFICATE")), ("pem-labels-differ",), RS),
    (in_text(lambda pem: pem.partition("-----END")[0]), ("pem-end-lost",), RS),
    (in_text(lambda pem: pem.replace("KEY-----\n", "KEY-----", 1)), ("pem-markers-inline",), RS),
    (in_text(lambda pem: '"' + pem.strip() + '"'), ("pem-markers-inline",), RS),
    (
        in_text(lambda pem: pem.replace("KEY-----\n", "KEY-----\nComment: mine\n", 1)),
        ("pem-headers-inside",),
        RS,
    ),
    (in_text(lambda pem: base64.b64encode(pem.encode()).decode()), ("pem-base64-encoded",), RS),
    (in_text(lambda pem: "".join(pem.splitlines()[1:-1])), ("pem-markers-lost",), RS),
    (
        in_text(lambda pem: re.sub("(?m)^", "  ", pem).replace("\n", "\\n")),
        ("newlines-doubled", "pem-indented"),
        RS,
    ),
    (in_text(lambda _: keys.private_pem(keys.RSA)), ("private-key-given",), RS),
    (in_text(lambda _: keys.PRIVATE_OPENSSH), ("private-key-given",), {"type": "Ed25519", "key": ...}),
    (in_text(lambda _: keys.PUBLIC_OPENSSH), ("ssh-key-given",), {"type": "Ed25519", "key": ...}),
    (
        in_text(lambda _: keys.certificate_request()),
        ("certificate-request-given",),
        {"type": "Ed25519", "key": ...},
    ),
    (in_text(lambda _: json.dumps(jwk())), ("jwk-as-key",), RS),
    (json.dumps(HS | {"issuer": " https://id.example/ "}), ("spaces-around",), HS),
    (json.dumps({"type": "HS256", "secret": KEY}), ("field-misspelt",), {"type": "HS256", "key": KEY}),
    (
        json.dumps({"type": "RS256", "key": "https://id.example/jwks"}),
        ("address-as-key",),
        {"jwk_url": "https://id.example/jwks"},
    ),
    (json.dumps({"type": "RS256", "key": jwk()}), ("jwk-as-key",), RS),
    (json.dumps({"type": "RS256", "jwk": jwk()}), ("jwk-as-key",), RS),
    (
        json.dumps({"jwk_url": ["https://id.example/k"]}),
        ("jwk-url-list",),
        {"jwk_url": "https://id.example/k"},
    ),
    (json.dumps(HS | {"claims_map": json.dumps(ROLES)}), ("claims-map-as-text",), HS | {"claims_map": ROLES}),
    (
        json.dumps(HS | {"claims_map": ROLES | {"x-hasura-a": 1, "x-b": {"path": "$.b", "default": True}}}),
        ("claims-map-value-not-text",),
        HS | {"claims_map": ROLES | {"x-hasura-a": "1", "x-b": {"path": "$.b", "default": "true"}}},
    ),
    (
        json.dumps(HS | {"claims_namespace_path": "$.https://hasura.io/jwt/claims"}),
        ("namespace-as-path",),
        HS | {"claims_namespace": "https://hasura.io/jwt/claims"},
    ),
    (json.dumps(HS | {"type": "HS-256"}), ("type-misspelt",), HS),
    (json.dumps(HS | {"type": "hs256"}), ("type-misspelt",), HS),
    (json.dumps(RS | {"type": "PS256"}), ("type-misspelt",), RS),
    (json.dumps({"key": KEY}), ("type-missing",), {"type": "HS256", "key": KEY}),
    (json.dumps({"key": SPKI}), ("type-missing",), RS),
    (
        json.dumps({"jwk_url": "id.example/jwks"}),
        ("jwk-url-no-scheme",),
        {"jwk_url": "https://id.example/jwks"},
    ),
    (
        json.dumps(HS | {"header": '{"type": "Cookie", "name": "t"}'}),
        ("header-as-text",),
        HS | {"header": {"type": "Cookie", "name": "t"}},
    ),
    (
        json.dumps(HS | {"header": {"type": "X-Token"}}),
        ("header-type-is-a-name",),
        HS | {"header": {"type": "CustomHeader", "name": "X-Token"}},
    ),
    (
        json.dumps(HS | {"claims_map": ROLES | {"x-hasura-allowed-roles": "$.roles"}}),
        ("claims-map-path-as-text",),
        HS | {"claims_map": ROLES | {"x-hasura-allowed-roles": {"path": "$.roles"}}},
    ),
    (
        json.dumps(HS | {"claims_map": ROLES | {"x-hasura-allowed-roles": "user, editor"}}),
        ("claims-map-role-as-text",),
        HS | {"claims_map": ROLES | {"x-hasura-allowed-roles": ["user", "editor"]}},
    ),
    (
        json.dumps(HS | {"claims_map": {name.title(): role for name, role in ROLES.items()}}),
        ("claims-map-role-in-capitals",),
        HS | {"claims_map": ROLES},
    ),
    (json.dumps(HS | {"claims_map": {}}), ("claims-map-role-missing",), HS | {"claims_map": ROLES}),
    (
        json.dumps(HS | {"claims_namespace_path": "https://hasura.io/jwt/claims"}),
        ("namespace-as-path",),
        HS | {"claims_namespace": "https://hasura.io/jwt/claims"},
    ),
    (
        json.dumps(HS | {"claims_namespace_path": "$", "claims_namespace": "a"}),
        ("two-namespaces",),
        HS | {"claims_namespace": "a"},
    ),
    (
        json.dumps({"type": "HS256", "key": KEY, "jwk_url": "https://id.example/k"}),
        ("key-and-jwk-url",),
        {"type": "HS256", "jwk_url": "https://id.example/k"},
    ),
    (json.dumps(HS | {"allowed_skew": "30s"}), ("skew-as-text",), HS | {"allowed_skew": 30}),
    (json.dumps(HS | {"claims_format": "yaml"}), ("claims-format-unknown",), HS | {"claims_format": "json"}),
    (json.dumps(HS | {"issuer": ["https://id.example/", "b"]}), ("issuer-list",), HS),
]
UNKNOWABLE = [
    ('{"type":"RS256",', "cut-short"),
    (LINE[:-20], "cut-short"),
    ("{", "cut-short"),
    ("${JWT_SECRET}", "not-filled-in"),
    ("@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/a)", "not-filled-in"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmVk", "token-as-secret"),
    ("short", "bare-key"),
    (json.dumps({"type": "RS256", "key": "/run/secrets/public.pem"}), "file-as-key"),
    (json.dumps({"jwk_url": "{{AUTH}}/jwks"}), "jwk-url-not-filled-in"),
    (in_text(lambda _: "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQEN\n=AbCd\n-----END PGP"), "pgp-key-given"),
    (
        in_text(
            lambda _: "-----BEGIN ENCRYPTED PRIVATE KEY-----\nTUlJ\n-----END ENCRYPTED PRIVATE KEY-----\n"
        ),
        "private-key-encrypted",
    ),
]
