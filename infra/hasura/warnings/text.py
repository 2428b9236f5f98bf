"""What a shell, an env file or a template did to the text of a JWT secret."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from infra.hasura import model
from infra.hasura.json_text import decode_json

_BEGIN = "-----BEGIN "

_QUOTES_KEPT = model.Warning(
    "quotes-kept",
    "The quotes around the JSON are part of the value: an env file or `docker --env-file` keeps them, unlike "
    "a shell. Hasura sees no JSON object and does not start.",
    "Remove the quotes around the JSON: HASURA_GRAPHQL_JWT_SECRET={...} in an env file.",
)
_QUOTES_ESCAPED = model.Warning(
    "quotes-escaped",
    'The quotes inside the JSON are escaped once too often (\\" instead of "), so it is no JSON.',
    "Write the JSON with plain double quotes and put single quotes around it in a shell.",
)
_NEWLINES_RAW = model.Warning(
    "newlines-unescaped",
    "The key holds real line breaks: JSON wants each of them as the two characters \\n, and something (echo "
    "-e, a template, YAML) turned them into breaks. Hasura does not start.",
    "Make the value with a JSON tool: jq -nc --rawfile key public.pem '{type: \"RS256\", key: $key}'.",
)
_NEWLINES_DOUBLED = model.Warning(
    "newlines-doubled",
    "The key holds the characters backslash and n in place of line breaks: they were escaped twice. Hasura "
    "finds no PEM block in one long line.",
    "Write \\n, not \\\\n, in the JSON; jq -nc --rawfile key public.pem '{type: \"RS256\", key: $key}' does "
    "it.",
)
_NEWLINES_LOST = model.Warning(
    "newlines-lost",
    "The key is a PEM block without its line breaks: a shell or a copy joined its lines. Hasura wants the "
    "markers on lines of their own.",
    "Make the value again from the PEM file: jq -nc --rawfile key public.pem '{type: \"RS256\", key: $key}'.",
)


def readable_text(text: str) -> str:
    """The text as it was meant, where the damage can be undone."""
    inner = _without_quotes(text)
    if not _is_json(inner) and '\\"' in inner:
        inner = inner.replace('\\"', '"')
    if not _is_json(inner) and _is_json(_with_escaped_breaks(inner)):
        inner = _with_escaped_breaks(inner)
    return inner


def text_warnings(text: str) -> Iterator[model.Warning]:
    """What happened to the text as a whole and to the line breaks of its keys."""
    inner = _without_quotes(text)
    if inner != text.strip():
        yield _QUOTES_KEPT
    if not _is_json(inner) and '\\"' in inner and _is_json(readable_text(text)):
        yield _QUOTES_ESCAPED
    if not _is_json(inner) and _is_json(_with_escaped_breaks(inner)):
        yield _NEWLINES_RAW
    for key in _keys(readable_text(text)):
        if _BEGIN not in key or "\n" in key.strip():
            continue
        yield _NEWLINES_DOUBLED if "\\n" in key else _NEWLINES_LOST


def _without_quotes(text: str) -> str:
    """The JSON inside one pair of quotes that a shell would have removed, else the text itself."""
    outer = text.strip()
    for quote in ("'", '"'):
        inner = outer.removeprefix(quote).removesuffix(quote)
        if len(inner) == len(outer) - 2 and inner.lstrip().startswith(("{", "[")):
            return inner
    return outer


def _with_escaped_breaks(text: str) -> str:
    """The text with an escape in place of every line break inside a string."""
    pieces = text.split('"')
    pieces[1::2] = [piece.replace("\r", "").replace("\n", "\\n") for piece in pieces[1::2]]
    return '"'.join(pieces)


def _is_json(text: str) -> bool:
    try:
        decode_json(text)
    except ValueError:
        return False
    return True


def _keys(text: str) -> list[str]:
    document: Any = decode_json(text) if _is_json(text) else None
    members = document if isinstance(document, list) else [document]
    keys = [member.get("key") for member in members if isinstance(member, dict)]
    return [key for key in keys if isinstance(key, str)]
