"""Accidents of the whole text: what an editor, a shell, YAML, an env file or a portal did to the JSON.

The order counts: of two explanations of the same length the first one is told.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from typing import Any
from urllib.parse import unquote

import yaml

from hasura.formats.json_text import decode_json
from hasura.repair.accident import NEW_SECRET, Accident, Repair, repair, search
from hasura.repair.loose import read_loosely
from hasura.start.grammar import FIELDS

_LONGEST = 50_000
_LONGEST_YAML = 10_000
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060\u00ad"), None)
_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u2009\u3000"), " ")
_CURLY = dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02"), '"') | dict.fromkeys(
    map(ord, "\u2018\u2019\u201a\u2039\u203a"), "'"
)
_PAIRS = (
    ("'", "'"),
    ('"', '"'),
    ("`", "`"),
    ("\u201c", "\u201d"),
    ("\u2018", "\u2019"),
    ("\u00ab", "\u00bb"),
)
_ASSIGNED = re.compile(
    r"""(?:^|\n)[ \t]*(?:[-$>#][ \t]+)*(?:(?:export|set|setx|ENV|docker\ run|-e|--env|--)[ \t]+|\$[eE]nv:)*
    ["']?(?:HASURA_GRAPHQL_JWT_SECRETS?|--jwt-secrets?|herm:jwtSecret|jwtSecret|JWT_SECRET)["']?
    [ \t]*(?:=>|[=:]|[ \t])[ \t]*(?P<value>.*)""",
    re.VERBOSE | re.DOTALL,
)
_ASSIGNED_TO_ANY = re.compile(r"""\s*[A-Za-z_][\w.-]*\s*(?:=>|=|:)\s*(?P<value>["']?\{.*)""", re.DOTALL)
_FENCE = re.compile(r"\s*```[a-zA-Z]*\n(.*?)\n?```\s*", re.DOTALL)
_BLOCK = re.compile(r"\s*[|>][+-]?[0-9]?[ \t]*\n(.*)", re.DOTALL)
_AROUND = re.compile(r"[\s=:;,.%\\$>()]*([{\[].*[}\]])[\s;,.%\\()]*", re.DOTALL)
_JQ = "Make it with a JSON tool: jq -nc --rawfile key public.pem '{type: \"RS256\", key: $key}'."
_SINGLE = "In a shell put single quotes around the whole JSON; in an env file single quotes or none."


def read(text: str) -> tuple[Any, tuple[Accident, ...]] | None:
    """The JSON object or list of objects that the text was meant to be, and what happened to it."""
    if _is_readable(text):
        return decode_json(text), ()
    found = search(text, REPAIRS, _is_readable) if len(text) <= _LONGEST else None
    return None if found is None else (decode_json(found[1]), found[0])


def _is_readable(text: str) -> bool:
    try:
        document = decode_json(text)
    except ValueError:
        return False
    members = document if isinstance(document, list) else [document]
    return all(isinstance(member, dict) for member in members)


def without_invisible(text: str) -> str:
    """The text without the signs that nobody sees, and with plain spaces for those that look like them."""
    return text.translate(_INVISIBLE).translate(_SPACES)


def _changed(text: str, undone: str) -> str | None:
    return None if undone == text else undone


def _assigned(text: str) -> str | None:
    match = _ASSIGNED.search(text) or _ASSIGNED_TO_ANY.fullmatch(text)
    return None if match is None else match["value"].strip()


def _unquoted(text: str) -> str | None:
    """The JSON inside one pair of quotes that a shell would have removed."""
    outer = text.strip()
    for opening, closing in _PAIRS:
        inner = outer.removeprefix(opening).removesuffix(closing)
        if len(inner) == len(outer) - 2 and inner.lstrip().startswith(("{", "[")):
            return inner
    return None


def _unescaped(text: str) -> str | None:
    if not re.search(r'[\\^`]"|\\u0022', text):
        return None
    try:
        return _changed(text, str(json.loads(f'"{text.strip()}"')))
    except ValueError:
        return re.sub(r'[\\^`]"', '"', text)


def _with_breaks(text: str) -> str | None:
    """The text with an escape in place of every line break inside a string."""
    pieces = text.split('"')
    pieces[1::2] = [
        piece.replace("\r\n", "\\n").replace("\r", "\\n").replace("\n", "\\n").replace("\t", " ")
        for piece in pieces[1::2]
    ]
    return _changed(text, '"'.join(pieces))


def _of_base64(text: str) -> str | None:
    joined = "".join(text.split())
    if not re.fullmatch(r"[A-Za-z0-9+/_-]{16,}={0,2}", joined):
        return None
    try:
        raw = base64.b64decode(joined.replace("-", "+").replace("_", "/") + "=" * (-len(joined) % 4))
        inner = raw.decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return inner if re.match(r"""\s*["'`]?\s*[{\[]""", inner) else None


def _of_loose(text: str) -> str | None:
    fields = read_loosely(text)
    return None if fields is None else json.dumps(fields)


def _without_any_quotes(text: str) -> str | None:
    return None if '"' in text or "'" in text else _of_loose(text)


def _with_single_quotes(text: str) -> str | None:
    return _of_loose(text) if "'" in text and '"' not in text else None


def _with_some_quotes(text: str) -> str | None:
    return _of_loose(text) if re.search(r"""["']""", text) else None


def _of_yaml(text: str) -> str | None:
    """A YAML mapping; anchors are left alone, since nobody writes a secret with them."""
    if text.lstrip().startswith(("{", "[", '"', "'")) or "&" in text or len(text) > _LONGEST_YAML:
        return None
    try:
        fields = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or not fields.keys() & set(FIELDS):
        return None
    try:
        return json.dumps(fields)
    except TypeError:
        return None


def _fenced(text: str) -> str | None:
    match = _FENCE.fullmatch(text)
    return None if match is None else match[1]


def _of_block(text: str) -> str | None:
    match = _BLOCK.fullmatch(text)
    return None if match is None else match[1].strip()


def _inside(text: str) -> str | None:
    match = _AROUND.fullmatch(text)
    return None if match is None else _changed(text.strip(), match[1])


def _first(text: str) -> str | None:
    """The first of several documents, or what stands before a bracket too many."""
    try:
        _, end = json.JSONDecoder().raw_decode(text.lstrip())
    except (ValueError, RecursionError):
        return None
    return _changed(text.strip(), text.lstrip()[:end])


def _in_braces(text: str) -> str | None:
    stripped = text.strip().rstrip(",")
    return "{" + stripped + "}" if re.match(r'"[a-z_]+"\s*:', stripped) and stripped[-1] != "}" else None


REPAIRS: tuple[Repair[str], ...] = (
    repair(
        "invisible-characters",
        "The value holds characters that nobody sees, such as a byte order mark or the spaces of a web page.",
        "Save it as UTF-8 without a byte order mark, or type the spaces again.",
        lambda text: _changed(text, without_invisible(text)),
    ),
    repair(
        "name-kept",
        "The value begins with the name of the variable: a whole line of an env file or a script was pasted.",
        "Give what follows HASURA_GRAPHQL_JWT_SECRET= alone; jwt check reads the whole file with --env-file.",
        _assigned,
    ),
    repair(
        "fence-kept",
        "The value is wrapped in the ``` of a Markdown page.",
        "Copy the JSON between them alone.",
        _fenced,
    ),
    repair(
        "block-mark-kept",
        "The value begins with the mark of a YAML block, | or >, which belongs to the file alone.",
        "Put the mark behind the colon and the JSON on the next lines, indented.",
        _of_block,
    ),
    repair(
        "quotes-kept",
        "The quotes around the JSON are part of the value: docker --env-file or a portal keeps them.",
        "Remove the quotes around the JSON: HASURA_GRAPHQL_JWT_SECRET={...} in an env file.",
        _unquoted,
    ),
    repair(
        "quotes-escaped",
        'The quotes inside the JSON are escaped once too often: \\" stands there instead of ".',
        f"Write the JSON with plain double quotes. {_SINGLE}",
        _unescaped,
    ),
    repair(
        "quotes-doubled",
        "Every double quote stands there twice, as CSV files and the Windows command line write it.",
        f"Write each quote once. {_SINGLE}",
        lambda text: text.replace('""', '"') if re.search(r'[{\[,]\s*""', text) else None,
    ),
    repair(
        "quotes-curly",
        "The quotes are the curly ones of a word processor or a web page; JSON knows straight ones alone.",
        "Write them in an editor for plain text.",
        lambda text: _changed(text, text.translate(_CURLY)),
    ),
    repair(
        "html-escaped",
        "The quotes are written as a web page writes them, &quot; for each.",
        "Copy the text that the page shows, not its source.",
        lambda text: _changed(text, html.unescape(text)) if "&" in text else None,
    ),
    repair(
        "percent-encoded",
        "The value is encoded as for the address of a web page: %22 stands there for each quote.",
        "Give the JSON itself.",
        lambda text: _changed(text, unquote(text)) if re.search(r"%2[27]|%7[bB]", text) else None,
    ),
    repair(
        "base64-encoded",
        "The value is the base64 of the JSON, as a Kubernetes Secret or a CI variable stores it.",
        "Put it under stringData instead of data, or decode it once more.",
        _of_base64,
    ),
    repair(
        "lines-continued",
        "The sign that continues a line in a script stands inside the JSON.",
        "Write the JSON on one line.",
        lambda text: _changed(text, re.sub(r"[\\`^][ \t]*\r?\n[ \t]*", "", text)),
    ),
    repair(
        "newlines-unescaped",
        "The key holds real line breaks, which JSON wants written as \\n; echo -e or a template made them.",
        _JQ,
        _with_breaks,
    ),
    repair(
        "comma-left",
        "A comma stands before a closing bracket, where JSON wants none.",
        "Remove the comma before the bracket.",
        lambda text: _changed(text, re.sub(r",(\s*[}\]])", r"\1", text)),
    ),
    repair(
        "comments-kept",
        "The JSON holds a comment, which JSON does not know.",
        "Remove the lines that begin with // or #.",
        lambda text: _changed(text, re.sub(r"(?m)^[ \t]*(//|#).*\n?", "", text)),
    ),
    repair(
        "quotes-lost",
        "The double quotes of the JSON are gone: a shell such as PowerShell has taken them.",
        _SINGLE,
        _without_any_quotes,
    ),
    repair(
        "quotes-single",
        "The JSON is written with single quotes, as in Python or JavaScript; JSON wants double quotes.",
        "Write every quote as a double one.",
        _with_single_quotes,
    ),
    repair(
        "yaml-for-json",
        "The value is YAML; Hasura reads JSON alone.",
        "Write it as one line of JSON.",
        _of_yaml,
    ),
    repair(
        "braces-lost",
        "The braces around the JSON are gone.",
        "Put { before it and } after it.",
        _in_braces,
    ),
    repair(
        "something-around",
        "Something stands before or after the JSON: a semicolon, a comma, or a sign of the shell.",
        "Give the JSON from its first brace to its last one.",
        _inside,
    ),
    repair(
        "something-after",
        "After the JSON something follows: a second copy of it, or a bracket too many.",
        "Give the JSON from its first brace to its last one, once.",
        _first,
    ),
    repair(
        "quotes-uneven",
        "Some quotes of the JSON are missing or of the wrong kind.",
        _SINGLE,
        _with_some_quotes,
    ),
)

CUT_SHORT = Accident(
    "cut-short",
    "The value is not JSON: it ends too early, cut at a space, a line break or a length limit.",
    f"Put single quotes around it in a shell, one line in an env file; or make a new one:\n{NEW_SECRET}",
)
