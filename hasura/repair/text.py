"""Accidents of the whole text: what an editor, a shell, YAML, an env file or a portal did to the JSON.

The order counts: of two explanations of the same length the first one is told.
"""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import unquote

from hasura.formats.json_text import decode_json
from hasura.repair.accident import NEW_SECRET, Accident, Repair, changed, repair, search
from hasura.repair.undo import around, written

_LONGEST = 50_000
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


REPAIRS: tuple[Repair[str], ...] = (
    repair(
        "invisible-characters",
        "The value holds characters that nobody sees, such as a byte order mark or the spaces of a web page.",
        "Save it as UTF-8 without a byte order mark, or type the spaces again.",
        lambda text: changed(text, written.without_invisible(text)),
    ),
    repair(
        "name-kept",
        "The value begins with the name of the variable: a whole line of an env file or a script was pasted.",
        "Give what follows HASURA_GRAPHQL_JWT_SECRET= alone; jwt check reads the whole file with --env-file.",
        around.assigned,
    ),
    repair(
        "fence-kept",
        "The value is wrapped in the ``` of a Markdown page.",
        "Copy the JSON between them alone.",
        around.fenced,
    ),
    repair(
        "block-mark-kept",
        "The value begins with the mark of a YAML block, | or >, which belongs to the file alone.",
        "Put the mark behind the colon and the JSON on the next lines, indented.",
        around.of_block,
    ),
    repair(
        "quotes-kept",
        "The quotes around the JSON are part of the value: docker --env-file or a portal keeps them.",
        "Remove the quotes around the JSON: HASURA_GRAPHQL_JWT_SECRET={...} in an env file.",
        around.unquoted,
    ),
    repair(
        "quotes-escaped",
        'The quotes inside the JSON are escaped once too often: \\" stands there instead of ".',
        f"Write the JSON with plain double quotes. {_SINGLE}",
        written.unescaped,
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
        lambda text: changed(text, written.straightened(text)),
    ),
    repair(
        "html-escaped",
        "The quotes are written as a web page writes them, &quot; for each.",
        "Copy the text that the page shows, not its source.",
        lambda text: changed(text, html.unescape(text)) if "&" in text else None,
    ),
    repair(
        "percent-encoded",
        "The value is encoded as for the address of a web page: %22 stands there for each quote.",
        "Give the JSON itself.",
        lambda text: changed(text, unquote(text)) if re.search(r"%2[27]|%7[bB]", text) else None,
    ),
    repair(
        "base64-encoded",
        "The value is the base64 of the JSON, as a Kubernetes Secret or a CI variable stores it.",
        "Put it under stringData instead of data, or decode it once more.",
        written.of_base64,
    ),
    repair(
        "lines-continued",
        "The sign that continues a line in a script stands inside the JSON.",
        "Write the JSON on one line.",
        lambda text: changed(text, re.sub(r"[\\`^][ \t]*\r?\n[ \t]*", "", text)),
    ),
    repair(
        "newlines-unescaped",
        "The key holds real line breaks, which JSON wants written as \\n; echo -e or a template made them.",
        _JQ,
        written.with_breaks,
    ),
    repair(
        "comma-left",
        "A comma stands before a closing bracket, where JSON wants none.",
        "Remove the comma before the bracket.",
        lambda text: changed(text, re.sub(r",(\s*[}\]])", r"\1", text)),
    ),
    repair(
        "comments-kept",
        "The JSON holds a comment, which JSON does not know.",
        "Remove the lines that begin with // or #.",
        lambda text: changed(text, re.sub(r"(?m)^[ \t]*(//|#).*\n?", "", text)),
    ),
    repair(
        "quotes-lost",
        "The double quotes of the JSON are gone: a shell such as PowerShell has taken them.",
        _SINGLE,
        written.without_any_quotes,
    ),
    repair(
        "quotes-single",
        "The JSON is written with single quotes, as in Python or JavaScript; JSON wants double quotes.",
        "Write every quote as a double one.",
        written.with_single_quotes,
    ),
    repair(
        "yaml-for-json",
        "The value is YAML; Hasura reads JSON alone.",
        "Write it as one line of JSON.",
        written.of_yaml,
    ),
    repair(
        "braces-lost",
        "The braces around the JSON are gone.",
        "Put { before it and } after it.",
        around.in_braces,
    ),
    repair(
        "something-around",
        "Something stands before or after the JSON: a semicolon, a comma, or a sign of the shell.",
        "Give the JSON from its first brace to its last one.",
        around.inside,
    ),
    repair(
        "something-after",
        "After the JSON something follows: a second copy of it, or a bracket too many.",
        "Give the JSON from its first brace to its last one, once.",
        around.first,
    ),
    repair(
        "quotes-uneven",
        "Some quotes of the JSON are missing or of the wrong kind.",
        _SINGLE,
        written.with_some_quotes,
    ),
)

CUT_SHORT = Accident(
    "cut-short",
    "The value is not JSON: it ends too early, cut at a space, a line break or a length limit.",
    f"Put single quotes around it in a shell, one line in an env file; or make a new one:\n{NEW_SECRET}",
)
