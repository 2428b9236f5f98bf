"""Go for what the tests build: herm's own Go, with sources and compiled packages kept for the tests alone."""

from __future__ import annotations

from machine.cache import cache_root, one_at_a_time
from machine.engine.go_command import GoCommand, ensure_go
from machine.engine.manifest import pinned


def own_go() -> GoCommand:
    """The Go of this machine, or the wheel's; the product's cache of sources is left alone."""
    root = cache_root("tests")
    with one_at_a_time(root, print):
        return ensure_go(pinned().go, root, print)
