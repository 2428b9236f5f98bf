"""An env file as docker compose reads it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from cli.compose.template import Lookup, TemplateError, substitute

_BLANKS = "\t\v\f\r \x85\xa0"
_IN_NAMES = "_.-[]"
_ESCAPE = re.compile(r'\\(?:[abcfnrtv$"\\]|0[0-9]{0,3})')
_SIMPLE = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    '"': '"',
    "$": "$$",
}


class EnvFileError(ValueError):
    """A file that docker compose refuses; the message shows none of its values.

    Attributes:
        line: The number of the line, from 1.
    """

    def __init__(self, reason: str, line: int) -> None:
        self.line = line
        super().__init__(reason)


def read_env_text(text: str, lookup: Lookup) -> dict[str, str]:
    """The variables of an env file's text.

    Args:
        text: The whole text; a byte order mark is forgiven.
        lookup: Variables that references may name beside those of the file, and names without a value.

    Raises:
        EnvFileError: Docker compose would refuse the file.
    """
    return _Reader(text.removeprefix("\ufeff"), lookup).read()


class _Reader:
    """The text, and the place that has been reached in it."""

    def __init__(self, text: str, lookup: Lookup) -> None:
        self._text = text
        self._at = 0
        self._lookup = lookup
        self._variables: dict[str, str] = {}

    def read(self) -> dict[str, str]:
        while self._skip_to_statement():
            name, has_value = self._name()
            if " " in name:
                raise self._error("a name holds a space")
            if has_value:
                self._variables[name] = self._value()
            elif (inherited := self._lookup(name)) is not None:
                self._variables[name] = inherited
        return self._variables

    def _error(self, reason: str) -> EnvFileError:
        return EnvFileError(reason, self._text.count("\n", 0, self._at) + 1)

    def _skip_to_statement(self) -> bool:
        """Go to the next sign that is neither space nor comment; whether there is one."""
        while True:
            while self._at < len(self._text) and self._text[self._at].isspace():
                self._at += 1
            if self._at == len(self._text):
                return False
            if self._text[self._at] != "#":
                return True
            end = self._text.find("\n", self._at)
            self._at = len(self._text) if end < 0 else end

    def _name(self) -> tuple[str, bool]:
        """The name that stands here, and whether a value follows it."""
        exported = re.compile(r"export[ \t\n\f\r]+").match(self._text, self._at)
        if exported is not None:
            self._at += len("export")
            self._skip_blanks()
        if self._at == len(self._text):
            raise self._error("no name follows the word export")
        for at in range(self._at, len(self._text)):
            sign = self._text[at]
            if sign in "=:\n":
                name = self._text[self._at : at].rstrip()
                self._at = at + 1
                self._skip_blanks()
                return name, sign != "\n"
            if sign not in _BLANKS and sign not in _IN_NAMES and unicodedata.category(sign)[0] not in "LN":
                raise self._error(f"the sign {sign!r} stands in the name of a variable")
        return "", True  # compose reads what ends without a line break as a value without a name

    def _skip_blanks(self) -> None:
        while self._at < len(self._text) and self._text[self._at] in _BLANKS:
            self._at += 1

    def _value(self) -> str:
        quote = self._text[self._at : self._at + 1]
        if quote not in ("'", '"') or not quote:
            line, _, _ = self._text[self._at :].partition("\n")
            self._at += len(line) + 1
            self._at = min(self._at, len(self._text))
            return self._substituted(line.partition(" #")[0].rstrip())
        inner = self._quoted(quote)
        return inner if quote == "'" else self._substituted(_ESCAPE.sub(_unescaped, inner))

    def _quoted(self, quote: str) -> str:
        """What stands between two quotes; a backslash keeps a quote inside."""
        signs: list[str] = []
        escaped = False
        for at in range(self._at + 1, len(self._text)):
            sign = self._text[at]
            if sign == quote and not escaped:
                self._at = at + 1
                return "".join(signs)
            if sign == "\\" and not escaped:
                escaped = True
                continue
            signs.append(f"\\{sign}" if escaped and sign != quote else sign)
            escaped = False
        raise self._error("a quote is opened and never closed")

    def _substituted(self, text: str) -> str:
        variables: Mapping[str, str] = self._variables

        def lookup(name: str) -> str | None:
            outer = self._lookup(name)
            return variables.get(name) if outer is None else outer

        try:
            return substitute(text, lookup)
        except TemplateError as error:
            raise self._error(str(error)) from None


def _unescaped(match: re.Match[str]) -> str:
    sign = match[0][1:]
    if sign in _SIMPLE:
        return _SIMPLE[sign]
    if not sign.startswith("0"):
        return match[0]
    digits = sign[1:]
    is_octal = len(digits) == 3 and all(digit in "01234567" for digit in digits) and int(digits, 8) < 256
    return chr(int(digits, 8)) if is_octal else f"\\{digits}"
