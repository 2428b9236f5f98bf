"""What the entry points load, no more of a library than they use; and how the program's ends."""

from __future__ import annotations

import signal
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

WAITING_PROGRAM = """
import asyncio, runpy, sys, time, types

async def wait():
    print("runs", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, time.sleep, 3600)

sys.modules["infra.program"] = types.SimpleNamespace(run=lambda: asyncio.run(wait()))
runpy.run_path("__main__.py", run_name="__main__")
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


def test_program_ends_at_an_interrupt_although_its_threads_wait() -> None:
    """The engine interrupts the program of a run that failed, and waits for its end."""
    command = [sys.executable, "-c", WAITING_PROGRAM]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.readline() == "runs\n"
            running.send_signal(signal.SIGINT)
            assert running.wait(60) == -signal.SIGINT
        finally:
            running.kill()
