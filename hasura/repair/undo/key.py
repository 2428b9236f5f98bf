"""Undoing what happened to the key of a JWT secret, its type, and the address of its keys."""

from __future__ import annotations

import re
from typing import Any

from hasura.algorithms import HMAC_BYTES, PEM_TYPES
from hasura.formats.uri import is_absolute_uri
from hasura.repair.foreign import of_jwk
from hasura.repair.pem import types_of_text
from hasura.repair.samples import is_placeholder
from hasura.repair.undo.other import without

Fields = dict[str, Any]

_TYPES = {name.upper(): name for name in (*HMAC_BYTES, *PEM_TYPES)} | {
    "EDDSA": "Ed25519",
    "PS256": "RS256",
    "PS384": "RS384",
    "PS512": "RS512",
    "RSA": "RS256",
    "HMAC": "HS256",
    "HS": "HS256",
    "SHA256": "HS256",
    "RSA256": "RS256",
}
_FILE = re.compile(r"(file://|[./~]|\w:\\)\S{1,200}|[\w-]+\.(pem|crt|cer|key|pub)")


def trimmed_key(fields: Fields) -> Fields | None:
    """A symmetric key without the spaces and line breaks at its ends."""
    key = fields.get("key")
    if not isinstance(key, str) or fields.get("type") not in tuple(HMAC_BYTES):
        return None
    trimmed = key.strip().strip("\ufeff\u200b")
    return fields | {"key": trimmed} if trimmed != key and "-----BEGIN" not in key else None


def typed(fields: Fields) -> Fields | None:
    """A type that Hasura knows, for one that is written in another way or for another library."""
    key, named = fields.get("key"), fields.get("type")
    if not isinstance(key, str) or not isinstance(named, str) or named in (*HMAC_BYTES, *PEM_TYPES):
        return None
    meant = _TYPES.get(re.sub(r"[\s_-]", "", named.upper()))
    if meant is None:
        return of_kind(fields)
    return fields | {"type": meant}


def typed_by_key(fields: Fields) -> Fields | None:
    """The type that goes with the kind of key, where none is written."""
    key = fields.get("key")
    if not isinstance(key, str) or fields.get("type") is not None:
        return None
    if types_of_text(key):
        return fields | {"type": types_of_text(key)[0]}
    long_enough = len(key.encode("utf-8", "replace")) >= HMAC_BYTES["HS256"]
    return {"type": "HS256"} | fields | {"type": "HS256"} if long_enough and "BEGIN" not in key else None


def of_kind(fields: Fields) -> Fields | None:
    """The fields with the type that goes with the public key, where another one is written."""
    fitting = types_of_text(str(fields.get("key")))
    return fields | {"type": fitting[0]} if fitting and fields.get("type") not in fitting else None


def jwk_as_key(fields: Fields) -> Fields | None:
    """The key that is written as a JWK, an object, in its own field or in one named after it."""
    for name in ("key", "jwk"):
        given = fields.get(name)
        if isinstance(given, dict) and isinstance(given.get("kty"), str):
            meant = of_jwk(given)
            return None if meant is None else without(fields, name, "type") | meant
    return None


def one_address(fields: Fields) -> Fields | None:
    """The first address of a list."""
    given = fields.get("jwk_url")
    texts = [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
    return fields | {"jwk_url": texts[0]} if texts else None


def addressed(fields: Fields) -> Fields | None:
    """The address of a key set that was given as the key."""
    key = fields.get("key")
    if not isinstance(key, str) or not re.fullmatch(r"https?://\S+", key.strip()) or fields.get("jwk_url"):
        return None
    rest = {name: value for name, value in fields.items() if name not in ("key", "type")}
    return {"jwk_url": key.strip()} | rest


def with_scheme(fields: Fields) -> Fields | None:
    """The address with the scheme that it lacks."""
    address = fields.get("jwk_url")
    if not isinstance(address, str) or "://" in address:
        return None
    if re.match(r"[\w.-]+:[0-9]+(/|$)", address):
        return fields | {"jwk_url": f"http://{address}"}
    return (
        fields | {"jwk_url": f"https://{address}"} if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", address) else None
    )


def is_file(fields: Fields) -> bool:
    """Whether the key is the name of a file."""
    key = fields.get("key")
    return isinstance(key, str) and bool(
        re.fullmatch(r"(file://|[./~]|\w:\\)\S{1,200}|[\w-]+\.(pem|crt|cer|key|pub)", key)
    )


def is_unfilled(fields: Fields) -> bool:
    """Whether the address of the keys is a template that nothing has filled."""
    address = fields.get("jwk_url")
    return isinstance(address, str) and not is_absolute_uri(address) and is_placeholder(address)
