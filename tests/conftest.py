"""What holds for every test.

No test is timed, so hypothesis times none either: a busy machine is no fault. It tries a hundred
examples, and ten with `--hypothesis-profile=few`: while one works, and where another run tries them all.

A runner may start the tests with SIGINT ignored, as shells do for background jobs, and programs inherit that.
The tests of Ctrl-C need it to mean what it means at a terminal.

Python's search for cycles goes through all that is loaded, again and again: in the tests of prod's graph that
was two fifths of the time. What stays until the end is taken out of it, and it comes less often.
"""

from __future__ import annotations

import gc
import signal

import pytest
from hypothesis import settings

from machine.apt import can_install
from tests.support.missing import lacking

signal.signal(signal.SIGINT, signal.default_int_handler)
settings.register_profile("untimed", parent=settings.default, deadline=None)
settings.register_profile("few", parent=settings.get_profile("untimed"), max_examples=10)
settings.load_profile("untimed")
_BETWEEN_COLLECTIONS = 50_000  # new objects; Python's own is 700


def pytest_collection_finish() -> None:
    """Look for cycles only among what tests make."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_BETWEEN_COLLECTIONS)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Run what only root can do as root alone: sudo ./herm test --only live -- -m needs_root."""
    if item.get_closest_marker("needs_root") and not can_install():
        lacking("needs root on Debian or Ubuntu: it builds images, or has a Docker engine of its own")
