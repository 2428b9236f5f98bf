"""`HASURA_GRAPHQL_JWT_SECRET`: every field in the order in which Hasura reads it.

The order decides which of several mistakes is reported. Unknown fields are ignored, `null` is the same as
absent, and `type` is read only where there is a `key`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

from hasura.formats.json_text import type_name
from hasura.formats.jsonpath import JSONPathError, parse_path
from hasura.formats.uri import is_absolute_uri, is_string_or_uri
from hasura.model import ClaimsMap, JwtSecret, Key, Namespace, StartupError, TokenLocation
from hasura.start.claims_map import parse_claims_map
from hasura.start.decode import DecodeError, expect, read_document, repeatable, required, text_of
from hasura.start.header import parse_header
from hasura.start.key_text import KeyTextError, parse_key
from hasura.start.same_secret import without_repetition

T = TypeVar("T")

FIELDS = (
    "type",
    "key",
    "jwk_url",
    "claims_namespace",
    "claims_namespace_path",
    "claims_format",
    "claims_map",
    "audience",
    "issuer",
    "allowed_skew",
    "header",
)


def parse_jwt_secret(text: str) -> JwtSecret:
    """One JWT secret.

    Raises:
        StartupError: With the part of Hasura's message that follows the variable's name.
    """
    try:
        return secret_of(read_document(text))
    except DecodeError as error:
        raise StartupError(str(error)) from None


def start_error(fields: Mapping[str, Any]) -> str | None:
    """What Hasura prints when it does not start with a JWT secret of these fields; None when it does."""
    try:
        parse_jwt_secret(json.dumps(fields))
    except (StartupError, RecursionError) as error:
        return str(error)
    return None


def parse_jwt_secrets(text: str) -> tuple[JwtSecret, ...]:
    """The JWT secrets of the Enterprise Edition's list, each one once.

    Raises:
        StartupError: With the part of Hasura's message that follows the variable's name.
    """
    try:
        entries = expect(list, "[]", read_document(text))
        return without_repetition([(entry, _numbered(index, entry)) for index, entry in enumerate(entries)])
    except DecodeError as error:
        raise StartupError(str(error)) from None


def secret_of(document: Any) -> JwtSecret:
    """The JWT secret that a JSON value says.

    Raises:
        DecodeError: It says none.
    """
    fields = expect(dict, "JWTConfig", document)
    key_text = _optional(fields, "key", text_of)
    namespace = _optional(fields, "claims_namespace", text_of)
    namespace_path = _optional(fields, "claims_namespace_path", text_of)
    audience = _optional(fields, "audience", _audience)
    issuer = _optional(fields, "issuer", _string_or_uri)
    jwk_url = _optional(fields, "jwk_url", _uri)
    claims_format = _optional(fields, "claims_format", _claims_format) or "json"
    claims_map = _optional(fields, "claims_map", parse_claims_map)
    skew = _optional(fields, "allowed_skew", _seconds) or 0.0
    header = _optional(fields, "header", parse_header)
    in_namespace = _namespace(namespace, namespace_path, claims_format)
    return JwtSecret(
        type=fields["type"] if isinstance(fields.get("type"), str) else None,
        key=_key(fields, key_text, jwk_url),
        jwk_url=jwk_url,
        claims=in_namespace if claims_map is None else claims_map,
        audience=audience,
        issuer=issuer,
        allowed_skew=skew,
        location=TokenLocation() if header is None else header,
    )


def _numbered(index: int, entry: Any) -> JwtSecret:
    try:
        return secret_of(entry)
    except DecodeError as error:
        raise error.within(index) from None


def _optional(fields: dict[str, Any], name: str, read: Callable[[Any], T]) -> T | None:
    value = fields.get(name)
    if value is None:
        return None
    try:
        return read(value)
    except DecodeError as error:
        raise error.within(name) from None


def _audience(value: Any) -> tuple[str, ...]:
    """One StringOrURI or a list of them.

    Hasura tries the list first and reports only the second attempt, so that a bad member of a list is
    reported as a list in the place of a text.
    """
    if isinstance(value, list) and all(isinstance(item, str) and is_string_or_uri(item) for item in value):
        return tuple(value)
    return (_string_or_uri(value),)


def _string_or_uri(value: Any) -> str:
    text = str(expect(str, "StringOrURI", value))
    if not is_string_or_uri(text):
        raise DecodeError("failed to parse StringOrURI")
    return text


def _uri(value: Any) -> str:
    if not isinstance(value, str) or not is_absolute_uri(value):
        raise DecodeError("not a valid URI")
    return value


def _claims_format(value: Any) -> Literal["json", "stringified_json"]:
    kind = "Hasura.Server.Auth.JWT.JWTClaimsFormat"
    tag = expect(str, kind, value)
    if tag == "json":
        return "json"
    if tag == "stringified_json":
        return "stringified_json"
    raise DecodeError(
        f'parsing {kind} failed, expected one of the tags ["json","stringified_json"], '
        f'but found tag "{repeatable(tag)}"'
    )


def _seconds(value: Any) -> float:
    """A number of seconds; Hasura bounds its exponent, here anything that no float holds is refused."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DecodeError(
            f"parsing NominalDiffTime failed, expected Number, but encountered {type_name(value)}"
        )
    try:
        seconds = abs(float(value))
    except OverflowError:
        seconds = float("inf")
    if seconds == float("inf"):
        raise DecodeError("parsing NominalDiffTime failed, found a number with an exponent greater than 1024")
    return seconds


def _namespace(
    name: str | None, path: str | None, claims_format: Literal["json", "stringified_json"]
) -> Namespace | ClaimsMap:
    if name is not None and path is not None:
        raise DecodeError("claims_namespace and claims_namespace_path both cannot be set")
    if path is not None:
        try:
            return Namespace(None, parse_path(path), claims_format)
        except JSONPathError as error:
            raise DecodeError(f"invalid JSON path claims_namespace_path error: {error}") from None
    return Namespace(format=claims_format) if name is None else Namespace(name, None, claims_format)


def _key(fields: dict[str, Any], text: str | None, jwk_url: str | None) -> Key | None:
    if text is None and jwk_url is None:
        raise DecodeError("key and jwk_url both cannot be empty")
    if text is None:
        return None
    if jwk_url is not None:
        raise DecodeError("key, jwk_url both cannot be present")
    key_type = required(fields, "type")
    try:
        key_type = text_of(key_type)
    except DecodeError as error:
        raise error.within("type") from None
    try:
        return parse_key(key_type, text)
    except KeyTextError as error:
        raise DecodeError(f"Invalid JWK: {error}") from None
