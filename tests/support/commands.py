"""The commands that a user is told to type, from where they stand, and the table that proves them."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.paths import ROOT, project_files

TABLE = tomllib.loads((ROOT / "tests/support/commands.toml").read_text(encoding="utf-8"))
_PROGRAMS = re.compile(
    r"(\./herm|pulumi|docker|git|az|gh|hasura|openssl|sudo|brew|rm|df|curl|go|python3?|eval|export|uv|pip) "
)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"(?:^    .*\n?)+", re.MULTILINE)
_INLINE = re.compile(r"`([^`]+)`")
_HEREDOC = re.compile(r"(<<'?(\w+)'?)\n.*?^\2$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"(?:^|\s)#\s.*$|\s+$")
_AZ = re.compile(r"(?:^|\$\()az ")


@dataclass(frozen=True)
class Row:
    """A command that the table runs.

    Attributes:
        run: As the user reads it.
        stdin: What the user types.
        before: Shell that makes the situation.
        values: What a user puts in place of a word of the text, by that word.
        code: The exit code.
        prints: Part of what it prints, on either stream.
    """

    run: str
    stdin: str = ""
    before: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    code: int = 0
    prints: str = ""

    def script(self, **values: str) -> str:
        """The shell to run, with the words of the user and of the test in place."""
        text = self.run
        for word, value in {**self.values, **values}.items():
            text = text.replace(word, value)
        return f"{self.before}\n{text}"


def rows(place: str) -> list[Row]:
    """The rows of the table that are run in one place, in their order."""
    return [Row(**row) for row in TABLE[place]]


def documented() -> dict[str, list[str]]:
    """Every command of the pages, and where it stands; the changelog only tells of them."""
    places = defaultdict(list)
    for page in project_files(".md"):
        name = str(page.relative_to(ROOT))
        for command in of_page(page) if name != "CHANGELOG.md" else ():
            places[command].append(name)
    return places


def is_of_az(command: str) -> bool:
    """Whether a command is one of az, which the real az is asked about."""
    return _AZ.search(command) is not None


def of_page(page: Path) -> list[str]:
    """The commands of a Markdown page, one line each: in its blocks of shell and in its inline code."""
    text = page.read_text(encoding="utf-8")
    rest = _FENCE.sub("", text)
    found = [line for language, block in _FENCE.findall(text) if language == "sh" for line in _lines(block)]
    found += [line for block in _INDENTED.findall(rest) for line in _lines(block) if _PROGRAMS.match(line)]
    inline = (" ".join(code.split()).replace("\\|", "|") for code in _INLINE.findall(_INDENTED.sub("", rest)))
    return found + [code for code in inline if _PROGRAMS.match(code)]


def _lines(block: str) -> Iterator[str]:
    joined = re.sub(r"\\\n\s*|(?<=\|)\n\s*|\n\s*(?=\|)", " ", _HEREDOC.sub(r"\1", block))
    for line in joined.splitlines():
        command = " ".join(_COMMENT.sub("", line).split())
        if command and not re.fullmatch(r"\w+=[^$]*", command):
            yield command
