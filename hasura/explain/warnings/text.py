"""What a shell, an env file or a template did to the text of a JWT secret."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hasura import model
from hasura.formats.json_text import decode_json

_BEGIN = "-----BEGIN "

_QUOTES_KEPT = model.Warning(
    "quotes-kept",
    "The quotes around the JSON are part of the value: an env file or `docker --env-file` keeps them, unlike "
    "a shell. Hasura sees no JSON object and does not start.",
    "Remove the quotes around the JSON: HASURA_GRAPHQL_JWT_SECRET={...} in an env file.",
)
_QUOTES_ESCAPED = model.Warning(
    "quotes-escaped",
    'The quotes inside the JSON are escaped once too often (\\" instead of "), so it is not JSON.',
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


def read_damaged(text: str) -> tuple[list[dict[str, Any]], list[model.Warning]]:
    """The JWT secrets that the text was meant to say, as far as it can be read, and what happened to it."""
    intact = _without_quotes(text)
    found = [] if intact == text.strip() else [_QUOTES_KEPT]
    document, is_json = _read(intact)
    for warning, repaired in (
        (_QUOTES_ESCAPED, intact.replace('\\"', '"')),
        (_NEWLINES_RAW, _with_breaks(intact)),
    ):
        if not is_json and repaired != intact:
            document, is_json = _read(repaired)
            found.extend([warning] if is_json else [])
    members = document if isinstance(document, list) else [document]
    entries = [member for member in members if isinstance(member, dict)]
    found.extend(_of_line_breaks(entries))
    return entries, found


def _of_line_breaks(entries: list[dict[str, Any]]) -> Iterator[model.Warning]:
    for key in (fields.get("key") for fields in entries):
        if isinstance(key, str) and _BEGIN in key and "\n" not in key.strip():
            yield _NEWLINES_DOUBLED if "\\n" in key else _NEWLINES_LOST


def _without_quotes(text: str) -> str:
    """The JSON inside one pair of quotes that a shell would have removed, else the text itself."""
    outer = text.strip()
    for quote in ("'", '"'):
        inner = outer.removeprefix(quote).removesuffix(quote)
        if len(inner) == len(outer) - 2 and inner.lstrip().startswith(("{", "[")):
            return inner
    return outer


def _with_breaks(text: str) -> str:
    """The text with an escape in place of every line break inside a string."""
    pieces = text.split('"')
    pieces[1::2] = [piece.replace("\r", "").replace("\n", "\\n") for piece in pieces[1::2]]
    return '"'.join(pieces)


def _read(text: str) -> tuple[Any, bool]:
    """The JSON value of a text, and whether it has one."""
    try:
        return decode_json(text), True
    except ValueError:
        return None, False
