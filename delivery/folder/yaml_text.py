"""YAML as Hasura's CLI reads it: YAML 1.2's words, `!include` in both spellings, no key twice.

The CLI is written in Go. There `on`, `no` and `2024-01-01` are text, and a column may be called so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

import yaml

from delivery.folder.text import at
from infra.problems import ProblemsError

_BASE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # three times as fast where libyaml is there
_STR = "tag:yaml.org,2002:str"
INCLUDE = "!include"
"""A tag, or the beginning of a text, with the name of a file that stands in its place."""


Include = Callable[[str, int], Any]
"""Gives what stands in a named file; the second argument is the line that names it."""


class Placed(dict[str, Any]):
    """A mapping that knows the file and line in which it begins."""

    file: Path
    line: int


class _Loader(_BASE):  # type: ignore[misc] # chosen when it runs
    """PyYAML's safe loader, with the words of YAML 1.2 alone."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as PyYAML has it
    file: Path
    include: Include


def parse(text: str, file: Path, include: Include) -> Any:
    """The document of a file, each `!include` replaced by what it names.

    Raises:
        ProblemsError: It is not YAML, a key stands twice, or an include cannot be read.
    """
    loader = _Loader(text)
    loader.file, loader.include = file, include
    try:
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"is not YAML: {error.problem or error.context}"
        raise ProblemsError([at(file, mark.line + 1 if mark else 1, reason)]) from None
    except yaml.YAMLError as error:
        reason = f"is not YAML: {getattr(error, 'reason', 'it holds characters that no text has')}"
        raise ProblemsError([at(file, 1, reason)]) from None
    except RecursionError:
        raise ProblemsError([at(file, 1, "is nested too deeply to be read, or holds itself")]) from None
    finally:
        loader.dispose()


def _mapping(loader: Any, node: yaml.MappingNode) -> Any:
    made = Placed()
    made.file, made.line = loader.file, node.start_mark.line + 1
    yield made
    _refuse_twice(loader, node)
    loader.flatten_mapping(node)
    for key, value in node.value:
        made[_key(loader.construct_object(key, deep=True))] = loader.construct_object(value, deep=True)


def _refuse_twice(loader: Any, node: yaml.MappingNode) -> None:
    """What is written twice counts once, and which one is anybody's guess."""
    seen: set[Hashable] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
            continue
        if key.value in seen:
            line = key.start_mark.line + 1
            raise ProblemsError([at(loader.file, line, f"has the key {key.value!r} a second time")])
        seen.add(key.value)


def _key(key: Any) -> str:
    """JSON's keys are text."""
    if isinstance(key, bool):
        return "true" if key else "false"
    return str(key)


def _sequence(loader: Any, node: yaml.SequenceNode) -> Any:
    made: list[Any] = []
    yield made
    made.extend(loader.construct_object(child, deep=True) for child in node.value)


def _text(loader: Any, node: yaml.ScalarNode) -> Any:
    """A string; one with `!include` in it names a file, which is how the CLI itself writes them."""
    value = str(node.value)
    if INCLUDE not in value:
        return value
    return loader.include(value.partition(" ")[2].strip(' "'), node.start_mark.line + 1)


def _tagged(loader: Any, node: yaml.Node) -> Any:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.ScalarNode):
        raise ProblemsError([at(loader.file, line, "names no file after !include")])
    return loader.include(str(node.value).strip(), line)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:seq", _sequence)
_Loader.add_constructor(_STR, _text)
_Loader.add_constructor(INCLUDE, _tagged)
for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    (
        "float",
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+0123456789.",
    ),
    ("merge", "<<", "<"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), list(_first))
