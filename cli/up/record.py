"""The record of the last successful `./herm up`: what it saw, so that the next one sees if all is the same.

It is this user's only, and no secret can be read or guessed from it: of files it holds what the system notes,
of Docker's things their ids. A run that takes the whole way drops it first, and leaves one when it succeeds.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from cli.paths import PRIVATE
from cli.private_file import write_private
from cli.up.inputs import Files, statuses, variables
from cli.up.things import Things, is_well, things


@dataclass(frozen=True)
class Record:
    """What a run saw.

    Attributes:
        variables: Hash of the environment variables that matter.
        program: The clone's own files.
        files: What else was read or written: configuration, passphrase, state, toolchain, packages.
        things: Images, network, volume and containers in Docker.
        url: Base address of the API.
        engine: Which engine answers there, `hasura` or `stand-in`.
    """

    variables: str
    program: Files
    files: Files
    things: Things
    url: str
    engine: str

    def still_holds(self, now: Files) -> bool:
        """Whether everything is as it was, and Docker shows the very things, running and healthy.

        Args:
            now: The clone's own files as they are.
        """
        return all(self._comparisons(now))

    def _comparisons(self, now: Files) -> Iterator[bool]:
        """The quick ones first; each is made only where those before it hold."""
        yield not stat.S_IMODE(PRIVATE.stat().st_mode) & 0o077
        yield self.variables == variables()
        yield self.files == statuses(self.files)
        yield self.program == now
        yield self.things == things(self.things)
        yield all(map(is_well, self.things.values()))


def last_run(stack: str) -> Record | None:
    """The record of a stack's last run; None where the run failed, or was none."""
    try:
        return Record(**json.loads(_file(stack).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def keep(stack: str, record: Record) -> None:
    """Leave the record of a run that has succeeded."""
    write_private(_file(stack), json.dumps(asdict(record)))


def forget(stack: str) -> None:
    """Drop the record: from now on things may change."""
    _file(stack).unlink(missing_ok=True)


def _file(stack: str) -> Path:
    return PRIVATE / f"up-{stack}.json"
