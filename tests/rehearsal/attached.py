"""What each run of prod would start again, started once: the provider's double, and pip's list of packages.

The engine allows both: it connects to a provider that runs already, and asks whatever `pip` Python has.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.support.paths import ROOT

_PROVIDERS = "PULUMI_DEBUG_PROVIDERS"
ATTACHED = (_PROVIDERS, "PYTHONPATH")
"""The variables that lead an engine to them."""

_PIP = '''"""A double of pip: it answers one question, with what pip said of the same packages."""

import sys
from pathlib import Path

assert sys.argv[1:] == ["list", "-v", "--format", "json"], sys.argv
print(Path(__file__).with_name("packages.json").read_text(encoding="utf-8"))
'''


@contextmanager
def double(environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The provider's double, which serves one run after the other; gives what an engine needs to find it.

    Args:
        environment: How the double finds the emulator.
    """
    command = [sys.executable, "-m", "doubles.azure_native"]
    environment = {**os.environ, **environment}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            yield {_PROVIDERS: f"azure-native:{int(running.stdout.readline())}"}
        finally:
            running.terminate()


def list_of_packages(folder: Path) -> dict[str, str]:
    """A double of pip in a folder; gives what Python needs to find it."""
    (folder / "pip").mkdir(parents=True)
    (folder / "pip" / "__init__.py").touch()
    (folder / "pip" / "__main__.py").write_text(_PIP, encoding="utf-8")
    (folder / "pip" / "packages.json").write_text(_packages(), encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


@cache
def _packages() -> str:
    """What the language host asks pip at the start of each run."""
    command = [sys.executable, "-m", "pip", "list", "-v", "--format", "json"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
