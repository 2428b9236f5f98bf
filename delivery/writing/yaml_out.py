"""YAML that herm, Hasura's CLI and editors read as the same values."""

from __future__ import annotations

import re
from typing import Any

import yaml

_BASE: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_PLAIN = re.compile(r"[A-Za-z_/][\w ./$@-]*")
"""Text that no version of YAML reads as anything else, unless it is one of its words."""


class Quoted(str):
    """Text in double quotes, as the CLI writes an `!include`."""


class _Dumper(_BASE):  # type: ignore[misc] # chosen when it runs
    """PyYAML's safe dumper, quoting what a version of YAML takes for a number or a word: 1e3, 0o17, on."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - as PyYAML calls it
        """Each value is written where it is used: a reader of the file sees it there."""
        return True


def _text(dumper: Any, text: str) -> yaml.ScalarNode:
    style: str | None = None if _PLAIN.fullmatch(text) else "'"
    if isinstance(text, Quoted):
        style = '"'
    elif "\n" in text:
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=style)  # type: ignore[no-any-return]


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Quoted, _text)


def dump(value: Any) -> str:
    """A document, its keys in the order that they have, its lines as long as they are."""
    return str(
        yaml.dump(
            value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=2**31 - 1, line_break="\n"
        )
    )
