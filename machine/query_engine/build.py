"""Compiling the crate, with progress: what it needs is fetched and checked by the committed lock."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from infra.problems import ProblemsError, fail
from machine.child import Child
from machine.engine.build import throttled
from machine.query_engine.cargo import Cargo, own_settings
from machine.report import Report, tail

CRATE = Path(__file__).parent / "crate"
PROGRAM = "query-engine"
_TITLE = "query engine"
_FETCHED, _COMPILED = "Downloaded ", "Compiling "
_NETWORK = ("failed to download", "could not connect", "could not resolve", "failed to get", "timed out")


def build(cargo: Cargo, home: Path, content: Path, report: Report) -> None:
    """Build the program into a folder.

    Args:
        cargo: Who builds.
        home: Where sources and compiled packages are, of this run and of one that broke off.
        content: Gets the program.
        report: Told what is done, one line a second at most.

    Raises:
        ProblemsError: cargo failed; carries its last lines.
    """
    tell = throttled(report)
    packages: set[str] = set()
    fetched = compiled = 0

    def listed(line: str) -> None:
        nonlocal fetched
        if line.startswith(_FETCHED):
            fetched += 1
            tell(f"{_TITLE}: fetched {fetched} packages of source code")
        elif line[:1].isalnum() and " v" in line:
            packages.add(" ".join(line.split()[:2]))

    def built(line: str) -> None:
        nonlocal compiled
        if line.startswith(_COMPILED):
            compiled += 1
            tell(f"{_TITLE}: compiled {compiled} of {len(packages)} packages")

    tree = ["tree", "--locked", "--prefix=none", "--edges=normal,build"]
    _run(cargo, home, tree, listed)
    _run(cargo, home, ["build", "--locked", "--release"], built)
    shutil.copy2(home / "target" / "release" / PROGRAM, content / PROGRAM)


def _run(cargo: Cargo, home: Path, arguments: list[str], each: Callable[[str], None]) -> None:
    """Run cargo, handing over its lines as they come.

    Raises:
        ProblemsError: It failed.
    """
    lines: list[str] = []
    command = [str(cargo.program), *own_settings(), *arguments]
    with Child(command, CRATE, cargo.environment(home)) as child:
        for line in map(str.strip, child.lines()):
            lines.append(line)
            each(line)
    if child.code != 0:
        raise _failed(arguments[0], cargo, lines)


def _failed(verb: str, cargo: Cargo, lines: list[str]) -> ProblemsError:
    text = tail(lines)
    if any(sign in text.lower() for sign in _NETWORK):
        reason = f"source code cannot be fetched:\n{text}"
        return fail(
            f"cargo {verb}", reason, "name a mirror that this machine reaches in ~/.cargo/config.toml"
        )
    return fail(f"cargo {verb}", f"failed with Rust {cargo.version}:\n{text}", "./herm up")
