"""Other things than a JWT secret that are pasted in its place, and the secret that they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from hasura.formats.json_text import decode_json
from hasura.repair.accident import NEW_SECRET, Accident
from hasura.repair.foreign import of_jwk, pem_of, public_key_of
from hasura.repair.pem import is_key, repaired_pem, types_of_text
from hasura.start.grammar import FIELDS

_PROVIDER = "./herm jwt-config --help makes a secret for an identity provider."
_WRAPPERS = ("HASURA_GRAPHQL_JWT_SECRET", "HASURA_GRAPHQL_JWT_SECRETS", "jwtSecret", "jwt_secret", "value")
_UNFILLED = re.compile(
    r"""\$\{\{.*\}\}|\$\{[^{}]*\}|\$\([^()]*\)|\$[A-Za-z_]\w*|%[A-Za-z_]\w*%|\{\{.*\}\}|<[^<>]*>|op://\S+
    |@Microsoft\.KeyVault\(.*\)|(?:undefined|null|none|nil|\[object\ Object\]|changeme|change-me|todo)""",
    re.VERBOSE | re.IGNORECASE,
)
_TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_BARE_KEY = re.compile(r"[!-;=-~]+( [!-~]+)*")
_LEAST = 32

FIREBASE_KEYS = "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com"

UNFILLED = Accident(
    "not-filled-in",
    "A placeholder or a reference stands where the value should be: nothing has filled it in.",
    f"Give the value itself; a new one:\n{NEW_SECRET}",
)
TOKEN = Accident(
    "token-as-secret",
    "The value is a token, which is what the JWT secret checks, not the secret itself.",
    f"Give the secret of whoever signs it: {_PROVIDER}\nOr make one of your own:\n{NEW_SECRET}",
)
BARE_KEY = Accident(
    "bare-key",
    'The value is a key alone; Hasura wants JSON around it with its type, such as "type": "HS256".',
    f"Write it as JSON, or make a new one:\n{NEW_SECRET}",
)
BARE_PEM = Accident(
    "bare-pem",
    "The value is a PEM text alone; Hasura wants a JSON object with its type around it.",
    "Write it as JSON: jq -nc --rawfile key public.pem '{type: \"RS256\", key: $key}'",
)
BARE_ADDRESS = Accident(
    "bare-address",
    'The value is an address alone; Hasura wants a JSON object around it: {"jwk_url": "..."}.',
    _PROVIDER,
)
LIST = Accident(
    "list-of-one",
    "The one JWT secret stands in square brackets; lists are for HASURA_GRAPHQL_JWT_SECRETS alone.",
    "Take the square brackets away and keep the object.",
)
WRAPPED = Accident(
    "wrapped",
    "The JWT secret stands inside another object, under the name of the variable.",
    "Give the inner object alone.",
)
JWK = Accident(
    "jwk-as-secret",
    'The value is a JWK, a JSON Web Key, not a JWT secret; Hasura wants "type" and "key", or "jwk_url".',
    _PROVIDER,
)
JWK_SET = Accident(
    "jwk-set-as-secret",
    'The value is a JWK set; Hasura wants its address: {"jwk_url": "..."}, or one key of it in PEM.',
    _PROVIDER,
)
DISCOVERY = Accident(
    "discovery-as-secret",
    "The value is an issuer's discovery document; Hasura wants the jwks_uri and the issuer in it.",
    _PROVIDER,
)
CERTIFICATES = Accident(
    "certificates-as-secret",
    "The value is a list of certificates by their IDs, as Google's x509 address gives it.",
    "./herm jwt-config firebase --project PROJECT",
)
SERVICE_ACCOUNT = Accident(
    "service-account-as-secret",
    "The value is a Google service account with its private key; Hasura needs the address of public keys.",
    "./herm jwt-config firebase --project PROJECT",
)


def of_bare(text: str) -> tuple[Accident, dict[str, Any] | None] | None:
    """What a text that is not JSON is instead, and the secret that it stands for."""
    value = _text(text).strip()
    if _UNFILLED.fullmatch(value):
        return UNFILLED, None
    if _TOKEN.fullmatch(value):
        return TOKEN, None
    if re.fullmatch(r"https?://\S+", value):
        return BARE_ADDRESS, {"jwk_url": value} if urlsplit(value).path.strip("/") else None
    pem = _pem(value)
    if pem is not None:
        return BARE_PEM, {"type": types_of_text(pem)[0], "key": pem}
    if "{" not in value and "[" not in value and _BARE_KEY.fullmatch(value) and "=" not in value[:-2]:
        return BARE_KEY, {"type": "HS256", "key": value} if len(value) >= _LEAST else None
    return None


def _text(text: str) -> str:
    """The text inside a JSON string, else the text itself."""
    try:
        inner = decode_json(text)
    except ValueError:
        return text
    return inner if isinstance(inner, str) else text


def of_document(document: Any) -> tuple[Accident, dict[str, Any] | None] | None:
    """What a JSON value is instead of a JWT secret, and the secret that it stands for."""
    if isinstance(document, list):
        only = document[0] if len(document) == 1 and isinstance(document[0], dict) else None
        return None if only is None else (LIST, only)
    if not isinstance(document, dict) or document.keys() & {"jwk_url", "key"}:
        return None
    return next((found for look in _LOOKS if (found := look(document)) is not None), None)


def _pem(text: str) -> str | None:
    if "BEGIN " not in text:
        return None
    if is_key(text):
        return _usable(text + "\n")
    repaired = repaired_pem(text)
    if repaired is not None:
        return _usable(repaired[1])
    foreign = public_key_of(text)
    return None if foreign is None or foreign[1] is None else _usable(pem_of(foreign[1]))


def _usable(pem: str) -> str | None:
    return pem if types_of_text(pem) else None


def _wrapped(document: dict[str, Any]) -> tuple[Accident, dict[str, Any] | None] | None:
    for name in _WRAPPERS:
        inner = document.get(name)
        if isinstance(inner, str):
            try:
                inner = decode_json(inner)
            except ValueError:
                continue
        if isinstance(inner, dict) and inner.keys() & set(FIELDS):
            return WRAPPED, inner
    return None


def _jwk(document: dict[str, Any]) -> tuple[Accident, dict[str, Any] | None] | None:
    return (JWK, of_jwk(document)) if isinstance(document.get("kty"), str) else None


def _jwk_set(document: dict[str, Any]) -> tuple[Accident, dict[str, Any] | None] | None:
    keys = document.get("keys")
    if not isinstance(keys, list):
        return None
    signing = [key for key in keys if isinstance(key, dict) and key.get("use", "sig") == "sig"]
    return JWK_SET, next((fields for key in signing if (fields := of_jwk(key)) is not None), None)


def _discovery(document: dict[str, Any]) -> tuple[Accident, dict[str, Any] | None] | None:
    address, issuer = document.get("jwks_uri"), document.get("issuer")
    if not isinstance(address, str):
        return None
    return DISCOVERY, {"jwk_url": address} | ({"issuer": issuer} if isinstance(issuer, str) else {})


def _certificates(document: dict[str, Any]) -> tuple[Accident, dict[str, Any] | None] | None:
    texts = [value for value in document.values() if isinstance(value, str) and "CERTIFICATE-----" in value]
    if not texts or len(texts) != len(document):
        return None
    return CERTIFICATES, {"type": "RS256", "key": texts[0]} if is_key(texts[0]) else None


def _service_account(document: dict[str, Any]) -> tuple[Accident, dict[str, Any] | None] | None:
    project = document.get("project_id")
    if document.get("type") != "service_account" or not isinstance(project, str):
        return None
    return SERVICE_ACCOUNT, {
        "jwk_url": FIREBASE_KEYS,
        "issuer": f"https://securetoken.google.com/{project}",
        "audience": project,
    }


_LOOKS: tuple[Callable[[dict[str, Any]], tuple[Accident, dict[str, Any] | None] | None], ...] = (
    *(_wrapped, _jwk, _jwk_set, _discovery, _service_account, _certificates),
)
