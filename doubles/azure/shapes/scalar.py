"""A text, number or truth value, and what may be wrong with one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from doubles.azure.shapes.rule import seconds


class Problem(NamedTuple):
    """What is wrong at one place of a body.

    Attributes:
        where: The place.
        message: What is wrong there.
        code: The refusal's own code, where Azure has one for this; "" for the code of its kind.
        of_value: Whether the body is of the right shape, and a value in it is not one that is taken.
    """

    where: str
    message: str
    code: str = ""
    of_value: bool = False


_PYTHON: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?", re.IGNORECASE)
_FORMS: dict[str, Callable[[str], bool]] = {
    "duration": lambda text: seconds(text) >= 0,
    "date-time": lambda text: _DATE_TIME.fullmatch(text) is not None,
}


@dataclass(frozen=True)
class Scalar:
    """A string, number or truth value; `any` takes everything.

    Attributes:
        form: What a string is: `duration` or `date-time`, as ISO 8601 writes them; "" for any text.
        words: The enumeration that a string is one of; case and blanks make no difference, as in ARM.
    """

    kind: str
    form: str = ""
    words: tuple[str, ...] = ()

    def problems(self, value: Any, where: str, *, partial: bool) -> Iterator[Problem]:
        """What is wrong with a value."""
        del partial
        if self.kind == "any" or value is None:
            return
        if not isinstance(value, _PYTHON[self.kind]) or (isinstance(value, bool) and self.kind != "boolean"):
            yield Problem(where, f"expected {self.kind}, found {type(value).__name__}")
        elif self.form and not _FORMS[self.form](str(value)):
            yield Problem(where, f"expected an ISO 8601 {self.form}", of_value=True)
        elif self.words and _plain(str(value)) not in {_plain(word) for word in self.words}:
            message = f'Error converting value "{value}"; it has to be one of {", ".join(self.words)}'
            yield Problem(where, message, of_value=True)


def _plain(word: str) -> str:
    return word.replace(" ", "").lower()
