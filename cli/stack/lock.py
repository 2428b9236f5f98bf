"""One run at a time in a clone: the second one waits, saying so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from cli.console import error_console
from cli.paths import PRIVATE
from infra.problems import fail
from machine.lock import held

_PATIENCE = 1800.0


@contextmanager
def exclusively(verb: str) -> Iterator[None]:
    """Hold the clone's lock; the system frees it when the process ends, however it ends."""
    with ExitStack() as holding:
        try:
            PRIVATE.mkdir(mode=0o700, exist_ok=True)
            waiting = f"another ./herm works in this clone; ./herm {verb} waits for it"
            holding.enter_context(held(PRIVATE / "lock", waiting, error_console().print, _PATIENCE))
        except PermissionError as error:
            raise fail(
                str(error.filename),
                "cannot be written, and this clone's state is kept there",
                f"sudo chown -R $(id -un) {PRIVATE}",
            ) from None
        except TimeoutError:
            raise fail(
                "this clone", "is still in use by another ./herm", "see which: ps -ef | grep 'cli '"
            ) from None
        yield
