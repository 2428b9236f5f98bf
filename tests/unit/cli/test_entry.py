"""What the entry points load: no more of a library than they use."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.paths import ROOT

COMMAND_LINE = """
import runpy, sys
sys.argv = ["herm", "--version"]
try:
    runpy.run_path("cli/__main__.py", run_name="__main__")
except SystemExit:
    pass
import httpx
"""


@pytest.mark.parametrize(
    "starting", [COMMAND_LINE, "import doubles.azure_native.__main__"], ids=["herm", "the double's plugin"]
)
def test_httpx_comes_without_a_command_line_of_its_own(starting: str) -> None:
    """Nothing that colours source code is loaded, although both have click and rich beside httpx."""
    code = f"{starting}\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = done.stdout.splitlines()[-1].split()
    assert "httpx" in loaded
    assert not {"pygments", "rich.syntax"} & set(loaded)
