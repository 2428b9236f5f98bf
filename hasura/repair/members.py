"""Accidents of one field of a JWT secret that is JSON already."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hasura.algorithms import HMAC_BYTES, PEM_TYPES
from hasura.formats.json_text import decode_json
from hasura.formats.jsonpath import JSONPathError, parse_path
from hasura.formats.uri import is_absolute_uri
from hasura.model import ALLOWED_ROLES, DEFAULT_ROLE
from hasura.repair.accident import Repair, repair
from hasura.repair.names import meant_field
from hasura.repair.pem import types_of_text
from hasura.repair.text import without_invisible
from hasura.start.grammar import FIELDS

Fields = dict[str, Any]

_TRIMMED = ("type", "jwk_url", "issuer", "audience", "claims_namespace", "claims_namespace_path")
_HEADER = (
    'The three forms: {"type": "Authorization"}, {"type": "CustomHeader", "name": "X-Token"}, '
    'or {"type": "Cookie", "name": "token"}.'
)
_OTHER_PLACES = ("cookies", "header", "custom", "custom-header", "custom_header")
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


def _renamed(fields: Fields) -> Fields | None:
    """Misspelt names set right, where the field that was meant is not there."""
    meant = {name: meant_field(name) for name in fields if name not in FIELDS}
    found = {name: field for name, field in meant.items() if field and field not in fields}
    return {found.get(name, name): value for name, value in fields.items()} if found else None


def _trimmed(fields: Fields) -> Fields | None:
    changes = {name: _trim(fields[name]) for name in _TRIMMED if name in fields}
    changed = {name: value for name, value in changes.items() if value != fields[name]}
    return fields | changed if changed else None


def _trim(value: Any) -> Any:
    if isinstance(value, list):
        return [_trim(item) for item in value]
    return without_invisible(value).strip() if isinstance(value, str) else value


def _trimmed_key(fields: Fields) -> Fields | None:
    key = fields.get("key")
    if not isinstance(key, str) or fields.get("type") not in tuple(HMAC_BYTES):
        return None
    trimmed = key.strip().strip("\ufeff\u200b")
    return fields | {"key": trimmed} if trimmed != key and "-----BEGIN" not in key else None


def _typed(fields: Fields) -> Fields | None:
    """A type that Hasura knows, for one that is written in another way or for another library."""
    key, named = fields.get("key"), fields.get("type")
    if not isinstance(key, str) or not isinstance(named, str) or named in (*HMAC_BYTES, *PEM_TYPES):
        return None
    meant = _TYPES.get(named.upper().replace("-", ""))
    if meant is None:
        return of_kind(fields)
    return fields | {"type": meant}


def _typed_by_key(fields: Fields) -> Fields | None:
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


def _addressed(fields: Fields) -> Fields | None:
    """The address of a key set that was given as the key."""
    key = fields.get("key")
    if not isinstance(key, str) or not re.fullmatch(r"https?://\S+", key.strip()) or fields.get("jwk_url"):
        return None
    rest = {name: value for name, value in fields.items() if name not in ("key", "type")}
    return {"jwk_url": key.strip()} | rest


def _with_scheme(fields: Fields) -> Fields | None:
    address = fields.get("jwk_url")
    if not isinstance(address, str) or "://" in address:
        return None
    if re.match(r"[\w.-]+:[0-9]+(/|$)", address):
        return fields | {"jwk_url": f"http://{address}"}
    return (
        fields | {"jwk_url": f"https://{address}"} if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", address) else None
    )


def _header_object(fields: Fields) -> Fields | None:
    header = fields.get("header")
    if not isinstance(header, str):
        return None
    try:
        parsed = decode_json(header)
    except ValueError:
        return fields | {"header": _place(header.strip())}
    return fields | {"header": parsed} if isinstance(parsed, dict) else None


def _place(name: str) -> Fields:
    if name.casefold() in ("authorization", "bearer"):
        return {"type": "Authorization"}
    return {"type": "CustomHeader", "name": name}


def _header_type(fields: Fields) -> Fields | None:
    header = fields.get("header")
    kind = header.get("type") if isinstance(header, dict) else None
    if not isinstance(header, dict) or not isinstance(kind, str):
        return None
    if kind.casefold() in ("authorization", "cookie", "customheader"):
        return None
    if kind.casefold() == "bearer":
        return fields | {"header": {"type": "Authorization"}}
    if (
        kind.casefold() in ("cookies", "header", "custom", "custom-header", "custom_header")
        and "name" in header
    ):
        right = "Cookie" if kind.casefold() == "cookies" else "CustomHeader"
        return fields | {"header": header | {"type": right}}
    return fields | {"header": _place(kind)} if "-" in kind and "name" not in header else None


def _mapped_paths(fields: Fields) -> Fields | None:
    """Paths of claims_map that are written as texts, put where paths belong."""
    sources = fields.get("claims_map")
    if not isinstance(sources, dict):
        return None
    changed = {
        name: {"path": source}
        for name, source in sources.items()
        if isinstance(source, str) and source.startswith("$") and _is_path(source)
    }
    return fields | {"claims_map": sources | changed} if changed else None


def _is_path(text: str) -> bool:
    try:
        parse_path(text)
    except JSONPathError:
        return False
    return True


def _mapped_roles(fields: Fields) -> Fields | None:
    sources = fields.get("claims_map")
    allowed = sources.get(ALLOWED_ROLES) if isinstance(sources, dict) else None
    if not isinstance(sources, dict) or not isinstance(allowed, str) or not allowed:
        return None
    roles = [role for role in re.split(r"[\s,]+", allowed) if role]
    return fields | {"claims_map": sources | {ALLOWED_ROLES: roles}} if roles else None


def _mapped_names(fields: Fields) -> Fields | None:
    """The two roles' names in lower case, as claims_map needs them."""
    sources = fields.get("claims_map")
    if not isinstance(sources, dict):
        return None
    wrong = {
        name: name.lower()
        for name in sources
        if name.lower() in (ALLOWED_ROLES, DEFAULT_ROLE) and name.lower() not in sources
    }
    renamed = {wrong.get(name, name): source for name, source in sources.items()}
    return fields | {"claims_map": renamed} if wrong else None


def _mapped_roles_added(fields: Fields) -> Fields | None:
    sources = fields.get("claims_map")
    if not isinstance(sources, dict) or sources.keys() >= {ALLOWED_ROLES, DEFAULT_ROLE}:
        return None
    default = sources.get(DEFAULT_ROLE)
    role = default if isinstance(default, str) and default else "user"
    return fields | {"claims_map": {ALLOWED_ROLES: [role], DEFAULT_ROLE: role} | sources}


def _namespaced(fields: Fields) -> Fields | None:
    path = fields.get("claims_namespace_path")
    if (
        not isinstance(path, str)
        or _is_path(path)
        or "claims_namespace" in fields
        or not is_absolute_uri(path)
    ):
        return None
    return _without(fields, "claims_namespace_path") | {"claims_namespace": path}


def _without(fields: Fields, *names: str) -> Fields:
    return {name: value for name, value in fields.items() if name not in names}


def _dropping(name: str, beside: str) -> Callable[[Fields], Fields | None]:
    def undo(fields: Fields) -> Fields | None:
        both = isinstance(fields.get(name), str) and isinstance(fields.get(beside), str)
        return _without(fields, name) if both else None

    return undo


def _skew_number(fields: Fields) -> Fields | None:
    skew = fields.get("allowed_skew")
    match = re.fullmatch(r"\s*(\d{1,6})\s*(s|sec|seconds?)?\s*", skew) if isinstance(skew, str) else None
    return None if match is None else fields | {"allowed_skew": int(match[1])}


def _format_named(fields: Fields) -> Fields | None:
    wanted = fields.get("claims_format")
    if not isinstance(wanted, str) or wanted in ("json", "stringified_json"):
        return None
    return fields | {"claims_format": "stringified_json" if "str" in wanted.lower() else "json"}


def _one_issuer(fields: Fields) -> Fields | None:
    issuer = fields.get("issuer")
    texts = [one for one in issuer if isinstance(one, str)] if isinstance(issuer, list) else []
    return fields | {"issuer": texts[0]} if texts else None


REPAIRS: tuple[Repair[Fields], ...] = (
    repair(
        "spaces-around",
        "A field has spaces or invisible signs at its ends, left by a copy; they count as part of it.",
        "Remove them.",
        _trimmed,
    ),
    repair(
        "key-padded",
        "The key begins or ends with a space or a line break, which counts as part of it; echo adds one.",
        "Make the key again without it: printf %s instead of echo.",
        _trimmed_key,
    ),
    repair(
        "field-misspelt",
        "A field has a name that Hasura does not know, so that it counts as absent.",
        "Rename it.",
        _renamed,
    ),
    repair(
        "address-as-key",
        'The "key" is an address; the address of a key set belongs into "jwk_url".',
        'Write it as {"jwk_url": "https://..."}, without type and key.',
        _addressed,
    ),
    repair(
        "type-misspelt",
        'The "type" is not one of the names that Hasura knows, which are spelt exactly.',
        "The types: "
        + ", ".join((*HMAC_BYTES, *PEM_TYPES))
        + '. For EdDSA write "Ed25519"; for PS256 write "RS256", which takes PS256 tokens of the key too.',
        _typed,
    ),
    repair(
        "type-missing",
        'The secret has a "key" and does not say its type, the algorithm that it is for.',
        'Add "type": "HS256" for a shared secret, "RS256", "ES256" or "Ed25519" for a public key.',
        _typed_by_key,
    ),
    repair(
        "jwk-url-no-scheme",
        "jwk_url begins with the host; Hasura needs http:// or https:// before it.",
        'Write it in full: "jwk_url": "https://..."',
        _with_scheme,
    ),
    repair(
        "header-as-text",
        "The header is a text; Hasura wants an object, although its documentation says otherwise.",
        _HEADER,
        _header_object,
    ),
    repair(
        "header-type-is-a-name",
        "The header's type is the name of a header; Hasura knows three types, and the name stands beside.",
        _HEADER,
        _header_type,
    ),
    repair(
        "claims-map-path-as-text",
        "A path in claims_map is written as a text, which is a fixed value, the same for every user.",
        'Write it as {"path": "$.roles"}.',
        _mapped_paths,
    ),
    repair(
        "claims-map-role-as-text",
        "The allowed roles of claims_map are one text; Hasura wants a list of roles.",
        f'Write them as a list: "{ALLOWED_ROLES}": ["user"].',
        _mapped_roles,
    ),
    repair(
        "claims-map-role-in-capitals",
        "claims_map names a role claim with capital letters; these two names have to be in lower case.",
        f'Write "{ALLOWED_ROLES}" and "{DEFAULT_ROLE}".',
        _mapped_names,
    ),
    repair(
        "claims-map-role-missing",
        f"claims_map has to say where {ALLOWED_ROLES} and {DEFAULT_ROLE} come from.",
        f'Add "{ALLOWED_ROLES}": {{"path": "$.roles"}} or a fixed list: ["user"].',
        _mapped_roles_added,
    ),
    repair(
        "namespace-as-path",
        "claims_namespace_path is a path such as $.hasura.claims; an address, which is a name, stands there.",
        'Write "claims_namespace": "https://hasura.io/jwt/claims" instead.',
        _namespaced,
    ),
    repair(
        "two-namespaces",
        "claims_namespace and claims_namespace_path both say where in the token Hasura's claims are.",
        'Keep "claims_namespace" for a claim at the top, "claims_namespace_path" for one deeper.',
        _dropping("claims_namespace_path", "claims_namespace"),
    ),
    repair(
        "key-and-jwk-url",
        "The secret has a key and a jwk_url, and Hasura takes its keys from one place only.",
        'Keep "jwk_url" if the identity provider publishes its keys, else "key".',
        _dropping("key", "jwk_url"),
    ),
    repair(
        "skew-as-text",
        "allowed_skew is a number of seconds, and here it is a text.",
        'Write it without quotes: "allowed_skew": 30',
        _skew_number,
    ),
    repair(
        "claims-format-unknown",
        "claims_format has two values, json and stringified_json, and this is neither.",
        'Write "json" (or leave it out) for an object in the token, "stringified_json" for a text with JSON.',
        _format_named,
    ),
    repair(
        "issuer-list",
        "The issuer is a list; a JWT secret takes only one issuer.",
        "Keep the one whose keys the secret names; several issuers need HASURA_GRAPHQL_JWT_SECRETS.",
        _one_issuer,
    ),
)
