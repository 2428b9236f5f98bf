"""A request that takes long: it says that it goes on, and Ctrl-C ends it on the server too."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from machine.report import Report

T = TypeVar("T")

_FIRST, _NEXT = 3.0, 10.0


def with_progress(call: Callable[[], T], report: Report, what: str, cancel: Callable[[], None]) -> T:
    """What the call returns or raises.

    Args:
        call: The request.
        report: Is told every few seconds that it goes on.
        what: What is under way, for the report.
        cancel: Ends it on the server, when somebody interrupts.
    """
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as error:  # noqa: BLE001 - raised again where the call was made
            errors.append(error)

    # A daemon: an interruption does not wait for the server.
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    began = time.monotonic()
    try:
        thread.join(_FIRST)
        while thread.is_alive():
            report(f"{what}, for {time.monotonic() - began:.0f} seconds")
            thread.join(_NEXT)
    except KeyboardInterrupt:
        cancel()
        raise
    if errors:
        raise errors[0]
    return results[0]
