"""Other things than a JWT secret that are pasted in its place, and the secret that they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from hasura.formats.json_text import decode_json
from hasura.repair import mistaken
from hasura.repair.accident import Accident
from hasura.repair.foreign import of_jwk, pem_of, public_key_of
from hasura.repair.pem import is_key, repaired_pem, types_of_text
from hasura.start.grammar import FIELDS

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


def of_bare(text: str) -> tuple[Accident, dict[str, Any] | None] | None:
    """What a text that is not JSON is instead, and the secret that it stands for."""
    value = _text(text).strip()
    if _UNFILLED.fullmatch(value):
        return mistaken.UNFILLED, None
    if _TOKEN.fullmatch(value):
        return mistaken.TOKEN, None
    if re.fullmatch(r"https?://\S+", value):
        return mistaken.BARE_ADDRESS, {"jwk_url": value} if urlsplit(value).path.strip("/") else None
    pem = _pem(value)
    if pem is not None:
        return mistaken.BARE_PEM, {"type": types_of_text(pem)[0], "key": pem}
    if "{" not in value and "[" not in value and _BARE_KEY.fullmatch(value) and "=" not in value[:-2]:
        return mistaken.BARE_KEY, {"type": "HS256", "key": value} if len(value) >= _LEAST else None
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
        return None if only is None else (mistaken.LIST, only)
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
            return mistaken.WRAPPED, inner
    return None


def _jwk(document: dict[str, Any]) -> tuple[Accident, dict[str, Any] | None] | None:
    return (mistaken.JWK, of_jwk(document)) if isinstance(document.get("kty"), str) else None


def _jwk_set(document: dict[str, Any]) -> tuple[Accident, dict[str, Any] | None] | None:
    keys = document.get("keys")
    if not isinstance(keys, list):
        return None
    signing = [key for key in keys if isinstance(key, dict) and key.get("use", "sig") == "sig"]
    return mistaken.JWK_SET, next((fields for key in signing if (fields := of_jwk(key)) is not None), None)


def _discovery(document: dict[str, Any]) -> tuple[Accident, dict[str, Any] | None] | None:
    address, issuer = document.get("jwks_uri"), document.get("issuer")
    if not isinstance(address, str):
        return None
    return mistaken.DISCOVERY, {"jwk_url": address} | ({"issuer": issuer} if isinstance(issuer, str) else {})


def _certificates(document: dict[str, Any]) -> tuple[Accident, dict[str, Any] | None] | None:
    texts = [value for value in document.values() if isinstance(value, str) and "CERTIFICATE-----" in value]
    if not texts or len(texts) != len(document):
        return None
    return mistaken.CERTIFICATES, {"type": "RS256", "key": texts[0]} if is_key(texts[0]) else None


def _service_account(document: dict[str, Any]) -> tuple[Accident, dict[str, Any] | None] | None:
    project = document.get("project_id")
    if document.get("type") != "service_account" or not isinstance(project, str):
        return None
    return mistaken.SERVICE_ACCOUNT, {
        "jwk_url": FIREBASE_KEYS,
        "issuer": f"https://securetoken.google.com/{project}",
        "audience": project,
    }


_LOOKS: tuple[Callable[[dict[str, Any]], tuple[Accident, dict[str, Any] | None] | None], ...] = (
    *(_wrapped, _jwk, _jwk_set, _discovery, _service_account, _certificates),
)
