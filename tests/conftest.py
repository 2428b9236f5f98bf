"""What holds for every test.

No test is timed, so hypothesis times none either: a busy machine is no fault. It tries a hundred
examples, and ten with `--hypothesis-profile=few`: while one works, and where another run tries them all.

A runner may start the tests with SIGINT ignored, as shells do for background jobs, and programs inherit that.
The tests of Ctrl-C need it to mean what it means at a terminal.
"""

from __future__ import annotations

import signal

import pytest
from hypothesis import settings

from machine.apt import can_install
from tests.support.missing import lacking

signal.signal(signal.SIGINT, signal.default_int_handler)
settings.register_profile("untimed", parent=settings.default, deadline=None)
settings.register_profile("few", parent=settings.get_profile("untimed"), max_examples=10)
settings.load_profile("untimed")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Run what only root can do as root alone: sudo ./herm test --only live -- -m needs_root."""
    if item.get_closest_marker("needs_root") and not can_install():
        lacking("needs root on Debian or Ubuntu: it builds images, or has a Docker engine of its own")
