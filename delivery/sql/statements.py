"""SQL text cut into statements by PostgreSQL's own lexical rules.

https://www.postgresql.org/docs/17/sql-syntax-lexical.html. What is needed here is where a statement ends and
which words it has; PostgreSQL's parser is eight megabytes of machine code, and the tests compare with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\n\r\f\v]+ | --[^\r\n]*)
  | (?P<comment>/\*)
  | (?P<escaped>[eE]'(?:[^'\\]++|''|\\.|'[ \t\f\v]*[\r\n][ \t\n\r\f\v]*')*+(?P<e_end>'?))
  | (?P<string>'(?:[^']++|'')*+(?P<s_end>'?))
  | (?P<quoted>"(?:[^"]++|"")*+(?P<q_end>"?))
  | (?P<dollar>\$(?:[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_\x80-\U0010ffff]*)?\$)
  | (?P<number>[0-9][A-Za-z0-9_.]*)
  | (?P<word>[A-Za-z_\x80-\U0010ffff][A-Za-z0-9_$\x80-\U0010ffff]*)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_UNFINISHED = {"e_end": "a string", "s_end": "a string", "q_end": "a quoted name"}
_ROUTINES = {"FUNCTION", "PROCEDURE"}


@dataclass(frozen=True)
class Statement:
    """One statement of a file.

    Attributes:
        text: It, without the semicolon at its end.
        line: The line in which it begins.
        words: Its words in capitals, names in quotes as they stand, and every other sign by itself; strings
            are left out.
    """

    text: str
    line: int
    words: tuple[str, ...]


class UnfinishedError(Exception):
    """Something that begins in the text and does not end in it; the rest of the text would be part of it."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(f"{what} begins and does not end")
        self.what, self.line = what, line


def statements(text: str) -> Iterator[Statement]:
    """The statements of a text, in order.

    Raises:
        UnfinishedError: A string, name, comment or body does not end.
    """
    return _Cutter(text).statements()


class _Cutter:
    """Goes through a text once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line, self._counted = 1, 0

    def statements(self) -> Iterator[Statement]:
        words: list[str] = []
        begin, depth, bodies = -1, 0, 0
        for position, word in self._words():
            if word == ";" and depth <= 0 and bodies <= 0:
                if begin >= 0:
                    yield self._statement(begin, position, words)
                words, begin, depth, bodies = [], -1, 0, 0
                continue
            if begin < 0:
                begin = position
            depth += (word == "(") - (word == ")")
            bodies += self._opened(word, words, bodies)
            words.append(word)
        if begin >= 0:
            if bodies > 0:
                raise UnfinishedError("BEGIN ATOMIC", self._line_of(begin))
            yield self._statement(begin, len(self._text), words)

    @staticmethod
    def _opened(word: str, before: list[str], bodies: int) -> int:
        """How a word changes the depth of bodies: BEGIN ATOMIC of a routine, and CASE within one."""
        if word == "ATOMIC" and before[-1:] == ["BEGIN"]:
            return int(before[0] == "CREATE" and not _ROUTINES.isdisjoint(before[:5]))
        if bodies and word in ("CASE", "END"):
            return 1 if word == "CASE" else -1
        return 0

    def _statement(self, begin: int, end: int, words: list[str]) -> Statement:
        return Statement(self._text[begin:end].rstrip(), self._line_of(begin), tuple(words))

    def _words(self) -> Iterator[tuple[int, str]]:
        """Every token that is not a space or a comment, with its position; a string is an empty word."""
        text, position = self._text, 0
        while position < len(text):
            token = _TOKEN.match(text, position)
            assert token is not None  # noqa: S101 - the last branch takes any character
            kind, begin, position = token.lastgroup, position, token.end()
            self._check(token, begin)
            if kind == "space":
                continue
            if kind == "comment":
                position = self._after_comment(begin)
            elif kind == "dollar":
                position = self._after_dollars(token[0], begin)
                yield begin, ""
            elif kind in ("escaped", "string"):
                yield begin, ""
            else:
                yield begin, token[0].upper() if kind == "word" else token[0]

    def _check(self, token: re.Match[str], begin: int) -> None:
        for name, what in _UNFINISHED.items():
            if token[name] == "":
                raise UnfinishedError(what, self._line_of(begin))

    def _after_comment(self, begin: int) -> int:
        """Comments nest, as in no other language of SQL's."""
        depth, position = 0, begin
        while edge := _COMMENT_EDGE.search(self._text, position):
            depth += 1 if edge[0] == "/*" else -1
            position = edge.end()
            if depth == 0:
                return position
        raise UnfinishedError("a comment", self._line_of(begin))

    def _after_dollars(self, tag: str, begin: int) -> int:
        end = self._text.find(tag, begin + len(tag))
        if end < 0:
            raise UnfinishedError(f"text in {tag}", self._line_of(begin))
        return end + len(tag)

    def _line_of(self, position: int) -> int:
        """Positions are asked in order, so that each line is counted once."""
        if position < self._counted:
            return self._text.count("\n", 0, position) + 1
        self._line += self._text.count("\n", self._counted, position)
        self._counted = position
        return self._line
