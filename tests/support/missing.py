"""What a test needs and this machine lacks: a skip that says so, and a failure in CI, which lacks nothing."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacking(reason: str) -> NoReturn:
    """Skip the test that runs; where CI is "true", fail it: nothing may stay unproved there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason} (in CI no test is skipped)", pytrace=False)
    pytest.skip(reason)
