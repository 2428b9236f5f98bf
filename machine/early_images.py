"""Base images made by a process of its own, beside work that keeps the processors busy and not the network.

It is an early beginning of `ensure_images`, and of no consequence: what fails here is met again, and told, by
the step that needs the images. An interrupt ends it as a whole, with whatever it has started.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from machine.cache import cache_root, require_room
from machine.child import Child
from machine.images import Wanted, ensure_bases
from machine.report import Report

_ROOM_GB = 9
"""For builds of engine and of images at the same time; with less they come one after the other."""

_WITH_THE_CLONE = {"PYTHONSAFEPATH": ""}
"""Has Python find the clone's modules in the folder where it starts, whatever the user's shell says."""


@contextmanager
def early_images(wanted: Wanted, report: Report) -> Iterator[None]:
    """Have the base images made or pulled meanwhile; where the other work ends first, wait for them.

    Args:
        wanted: The references in config.
        report: Told what is done, one line each, from a thread of its own.
    """
    command = [sys.executable, "-m", __name__, wanted.hasura, wanted.postgres]
    with Child(command, Path(__file__).parents[1], os.environ | _WITH_THE_CLONE) as child:
        telling = Thread(target=_tell, args=(child, report))
        telling.start()
        yield
        telling.join()


def _tell(child: Child, report: Report) -> None:
    """Pass its lines on, as long as it speaks and somebody listens; an interrupted run closes its output."""
    with suppress(OSError, ValueError):
        for line in child.lines():
            report(line)


def _main(hasura: str, postgres: str) -> None:
    place = cache_root("images")
    with suppress(Exception):
        place.mkdir(parents=True, exist_ok=True)
        require_room(place, _ROOM_GB, "making images beside engine and plugins")
        ensure_bases(Wanted(hasura, postgres), lambda line: print(line, flush=True))


if __name__ == "__main__":
    _main(*sys.argv[1:])
