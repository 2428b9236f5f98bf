"""What holds for every test.

A runner may start the tests with SIGINT ignored, as shells do for background jobs, and programs inherit that.
The tests of Ctrl-C need it to mean what it means at a terminal.
"""

from __future__ import annotations

import signal

signal.signal(signal.SIGINT, signal.default_int_handler)
