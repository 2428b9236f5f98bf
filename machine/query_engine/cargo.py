"""Rust's cargo: the one on PATH when it is new enough, else the distribution's `cargo-web`."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.problems import fail
from machine.apt import install, update
from machine.program import number, printed
from machine.report import Report

OLDEST = "1.94"
# The newest Rust that Debian and Ubuntu have, kept for their web browsers; `cargo` itself is years old there.
_PACKAGE = "cargo-web"
_SYSTEM = "/usr/bin"
_LINKER = ("gcc", "libc6-dev")
# What a user set for other work must not change what is built here.
_FOREIGN = ("CARGO_BUILD_TARGET", "CARGO_ENCODED_RUSTFLAGS", "RUSTFLAGS", "RUSTC", "RUSTC_WRAPPER")


@dataclass(frozen=True)
class Cargo:
    """A cargo that builds.

    Attributes:
        program: The `cargo` executable.
        version: The version of the compiler that it uses.
        path: The value of PATH with which it finds that compiler.
    """

    program: Path
    version: str
    path: str

    def environment(self, home: Path) -> dict[str, str]:
        """What cargo is run with: its own folder for sources and results, everything else fixed.

        Args:
            home: The folder; it has room for gigabytes.
        """
        environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
        return environment | {
            "PATH": self.path,
            "CARGO_HOME": str(home / "cargo"),
            "CARGO_TARGET_DIR": str(home / "target"),
            "CARGO_TERM_COLOR": "never",
            "CARGO_TERM_PROGRESS_WHEN": "never",
        }


def own_settings(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The options with which cargo reads the user's own settings, which may name a mirror of the registry."""
    home = Path(environment.get("CARGO_HOME") or "~/.cargo").expanduser()
    found = next((file for file in (home / "config.toml", home / "config") if file.is_file()), None)
    return ("--config", str(found)) if found else ()


def ensure_cargo(report: Report) -> Cargo:
    """A cargo that is new enough, and a linker.

    Raises:
        ProblemsError: None on PATH, and the distribution's cannot be installed or is too old.
    """
    if shutil.which("cc") is None:
        update(report)
        install(_LINKER, report)
    path = os.environ.get("PATH", os.defpath)
    program, version = shutil.which("cargo"), _version("rustc")
    if program and number(version) >= number(OLDEST):
        report(f"Rust {version} on PATH")
        return Cargo(Path(program), version, path)
    system = _system_version()
    if number(system) < number(OLDEST):
        update(report)
        install((_PACKAGE,), report)
        system = _system_version()
    if number(system) < number(OLDEST):
        raise fail(
            "Rust",
            f"{OLDEST} or newer is needed, and the distribution's {_PACKAGE} is {system or 'none'}",
            "install Rust from https://rustup.rs",
        )
    return Cargo(Path(_SYSTEM, "cargo"), system, f"{_SYSTEM}{os.pathsep}{path}")


def _system_version() -> str:
    return _version(f"{_SYSTEM}/rustc") if Path(_SYSTEM, "cargo").exists() else ""


def _version(rustc: str) -> str:
    """The version of a compiler, or "" when it does not tell."""
    match = re.search(r"\brustc (\d+\.\d+\.\d+)", printed([rustc, "--version"]))
    return match[1] if match else ""
