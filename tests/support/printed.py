"""The commands in the messages and help texts of the code, from where they stand.

A command in a message is part of a sentence, whose end no rule finds. The table of tests/support/printed.toml
therefore holds each command as the source has it, with `{placeholders}`; a line of a message is proved when
nothing that looks like a command is left once those of the tables are taken out of it.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache

from tests.support.commands import TABLE as PAGES
from tests.support.commands import Row, documented, rows
from tests.support.paths import ROOT, project_files

TABLE = tomllib.loads((ROOT / "tests/support/printed.toml").read_text(encoding="utf-8"))
_PARTS = ("cli", "delivery", "infra", "machine", "hasura", "doubles/standin")
_PROGRAM = re.compile(
    r"(?<![\w./{-])(?:\./herm|pulumi|docker|git|az|gh|openssl|sudo|doas|brew|colima|podman|df|tail|jq|pip|uv"
    r"|curl|systemctl|journalctl|export|unset|chmod|apt|apt-get|wsl|printf|python3?|rm(?= -)"
    r"|open(?= -a| \")|go(?= env| get| mod)|eval(?= \")|hasura(?= console| metadata| migrate| deploy))"
    r" (?=[\w\"'${-])"
)
# What follows a command is not one more of its arguments.
_NO_MORE = r"(?![\w/:{=-]| +[-<>{\"'$A-Z\d@/])"
_INNERMOST = re.compile(r"\{[^{}]*\}")


@cache
def printed() -> dict[str, str]:
    """Every line of a message or a help text with something like a command, and where it stands."""
    found = {}
    for file in project_files(".py"):
        name = str(file.relative_to(ROOT))
        if name.startswith(tuple(f"{part}/" for part in _PARTS)):
            for number, text in _texts(ast.parse(file.read_text(encoding="utf-8"))):
                for line in text.splitlines():
                    if _PROGRAM.search(line):
                        found[line.strip()] = f"{name}:{number}"
    return found


def left_over(line: str, known: list[str]) -> str:
    """What is left of a line without the commands, the longest first, if it still looks like one; else ""."""
    for command in sorted(known, key=len, reverse=True):
        if command in line:
            line = re.sub(re.escape(command) + _NO_MORE, "\n", line)
    return line.strip() if _PROGRAM.search(line) else ""


def commands() -> list[str]:
    """The commands of the table, each as its source has it."""
    typed = [row.run for row in rows_of_messages()]
    return [*typed, *TABLE["elsewhere"], *TABLE["parsed"], *TABLE["not-here"]]


def rows_of_messages() -> list[Row]:
    """The rows of the table that are typed where stack dev is up, in their order."""
    return [Row(**row) for row in TABLE["dev"]]


def proved() -> list[str]:
    """All that may stand in a message: commands of the table and of the pages, and words that are none."""
    pages = [row.run for place in ("dev", "prod") for row in rows(place)]
    return [*commands(), *TABLE["words"], *pages, *PAGES["elsewhere"], *PAGES["not-here"], *documented()]


def filled_in(command: str) -> str:
    """A command with something in place of each placeholder; one at the end of a word may be nothing."""
    while command != (filled := _INNERMOST.sub(_filled, command)):
        command = filled
    return command


def _filled(placeholder: re.Match[str]) -> str:
    before = placeholder.string[: placeholder.start()]
    return "dev" if before.endswith((" ", "'", "=")) else ""


def _texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The texts of a module and their lines; a docstring counts where it is a verb's help."""
    nodes = list(ast.walk(tree))
    silent = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in nodes:
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            decorators = [ast.unparse(one) for one in getattr(node, "decorator_list", [])]
            if not any(re.search(r"command|group", one) for one in decorators):
                silent |= {id(part.value) for part in node.body[:1] if isinstance(part, ast.Expr)}
    for node in nodes:
        if id(node) not in silent and (text := _text(node)):
            yield getattr(node, "lineno", 0), text


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}"  # type: ignore[attr-defined]
            for part in node.values
        )
    return ""
