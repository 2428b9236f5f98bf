"""Fuzzes the JSON path: what is taken is shown, read back the same, and followed without harm."""

from __future__ import annotations

import contextlib
from typing import Any

import atheris  # type: ignore[import-untyped] # installed only where fuzzing is done

with atheris.instrument_imports(include=["hasura"]):
    from hasura.formats.jsonpath import JSONPathError, evaluate, parse_path, render

from tests.fuzz.harness import fuzz

SEEDS = [b"$", b"$.a.b-c_d", b'$["a\\"b"][10]', b"$['it\\'s'].x", b"a.[0]", b"$.*", b"[18446744073709551615]"]
WORDS = ["$", ".", '["', '"]', "['", "']", "[0]", "\\u00e4", "\\ud800", "\\'", "_"]
DOCUMENT: dict[str, Any] = {"a": [{"b": None}], "": {}, "x": "text"}


def target(data: bytes) -> None:
    """Parse, follow, show and parse again."""
    try:
        path = parse_path(data.decode("utf-8", "surrogateescape"))
    except JSONPathError:
        return
    evaluate(path, DOCUMENT)
    shown = render(path)
    if not any(isinstance(step, int) and step < 0 for step in path) and parse_path(shown) != path:
        raise AssertionError(shown)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        fuzz(target, SEEDS, WORDS)
