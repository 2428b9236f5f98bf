"""What a person has looked at and wants although herm would refuse it: the setting `herm:confirmed`."""

from __future__ import annotations

from dataclasses import dataclass

from infra.config.commands import set_command
from infra.config.reader import ConfigReader

_SETTING = "confirmed"


@dataclass(frozen=True)
class Confirmed:
    """The words that were confirmed; each refusal names those that overrule it."""

    stack: str
    words: frozenset[str] = frozenset()

    def holds(self, words: str) -> bool:
        """Whether these words were confirmed."""
        return words in self.words

    def command(self, words: str) -> str:
        """The command that confirms them beside those that are confirmed already."""
        return set_command(self.stack, f"{_SETTING}[{len(self.words)}]", words)


def read_confirmed(reader: ConfigReader) -> Confirmed:
    """The confirmations of a stack."""
    return Confirmed(reader.stack, reader.names(_SETTING))
