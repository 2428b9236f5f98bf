"""One row of words, and the commands that several rows name."""

from __future__ import annotations

from typing import NamedTuple


class StartupWords(NamedTuple):
    """The words for one start-up error.

    Attributes:
        id: The row's name, for tests and machines.
        pattern: What the error's text has to contain.
        meaning: For a person who does not know Hasura well.
        remedy: The exact change, or the command that makes it.
    """

    id: str
    pattern: str
    meaning: str
    remedy: str


MAKE = "./herm jwt-config --help makes a right one for your identity provider."
FROM_PEM = (
    "Write the public key as one line of JSON:\n"
    "  jq -nc --rawfile key public.pem '{type: \"RS256\", key: $key}'"
)
