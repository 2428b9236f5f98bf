"""`./herm setup prod`: what stack prod needs on a machine and dev does not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

import click

from cli.console import step
from cli.paths import PROD, ROOT
from cli.stack.clone import clone_engine
from infra.problems import fail
from machine.engine import ensure
from machine.report import Report

_LOCK = ROOT / "requirements" / "prod.txt"
_PACKAGE, _PLUGIN = "pulumi-azure-native", "azure-native"


EXAMPLES = """\b
Example:
  ./herm setup prod
"""


@click.command(epilog=EXAMPLES)
@click.argument("stack", type=click.Choice([PROD]))
def setup(stack: str) -> None:  # noqa: ARG001 - the only choice so far
    """Install what stack prod needs on a machine: Pulumi's engine, Azure's package and plugin."""
    with step("Pulumi's engine") as report:
        tools = ensure(report)
        report(f"{tools.version}, {tools.origin}")
    with step("Azure's provider package") as report:
        wanted = install_package(report)
    with step("Azure's provider plugin") as report:
        _install_plugin(wanted, report)


def install_package(report: Report) -> str:
    """Put the locked packages beside those of this environment; return the provider's version."""
    locked = f"{_PACKAGE}=={_installed()}" in _LOCK.read_text(encoding="utf-8")
    if not locked:
        report("installing, 150 MB on disk")
        # Uncompiled: Python compiles the few of its six thousand modules that the program loads.
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        options = ["--no-compile", "--require-hashes", "-r", str(_LOCK)]
        done = subprocess.run([*command, *options], cwd=ROOT, check=False)
        if done.returncode != 0:
            raise fail(
                _PACKAGE, "could not be installed (see above), and prod cannot run without", "run it again"
            )
    found = _installed()
    report(found)
    return found


def _installed() -> str:
    try:
        return version(_PACKAGE)
    except PackageNotFoundError:
        return "none"


def _install_plugin(wanted: str, report: Report) -> None:
    if found := shutil.which(f"pulumi-resource-{_PLUGIN}"):
        report(f"{found}, on PATH")
        return
    engine = clone_engine(PROD)
    plugins = json.loads(engine.run("plugin", "ls", "--json"))
    if not any(plugin["name"] == _PLUGIN and plugin.get("version") == wanted for plugin in plugins):
        report("downloading, some hundred MB")
        engine.run("plugin", "install", "resource", _PLUGIN, wanted)
    report(wanted)
