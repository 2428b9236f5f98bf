"""Having the query engine: what is in the cache, else built; where it cannot be built, why."""

from __future__ import annotations

import hashlib
import platform
from pathlib import Path

from infra.problems import ProblemsError
from machine.apt import can_install
from machine.cache import cache_root, explained, make, one_at_a_time, require_room
from machine.query_engine.build import CRATE, PROGRAM, build
from machine.query_engine.cargo import ensure_cargo
from machine.removal import remove_beside
from machine.report import Report

_BUILD_GB = 3  # measured: 1.1 of compiled packages, 0.5 of sources, 0.5 of cargo-web
_SOURCES = ("Cargo.toml", "Cargo.lock", "src/main.rs")
_WAITING = "another run of herm builds the query engine; waiting for it"
_WORK = "work"


def part() -> str:
    """What of the query engine an image of this machine has: its name, or "" where it cannot be built."""
    return "" if find() is None and hindrance() else _name()


def find() -> Path | None:
    """The program when it is built; asks no network and changes nothing."""
    program = _root() / _name() / PROGRAM
    return program if program.is_file() else None


def hindrance() -> str:
    """Why it could not be built, and how to try again; "" when nothing is known against it."""
    try:
        return _note().read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def ensure(report: Report) -> Path | None:
    """Have the program: built once per user from locked sources, with the distribution's Rust where need be.

    A failed build is remembered, so that no later run waits for it again.

    Args:
        report: Told what is done, one line each, or why it cannot be done.

    Returns:
        The program; None when it cannot be built here.
    """
    found = find()
    if found or hindrance() or not can_install():
        return found
    root = _root()
    with explained(root), one_at_a_time(root, report, _WAITING):
        if find() is None:
            _try(root, report)
    return find()


def _try(root: Path, report: Report) -> None:
    home = root / _WORK
    try:
        if not home.exists():
            require_room(root, _BUILD_GB, "building the query engine")
        report("query engine: building it from source code, once per user; about 4 minutes on two cores")
        cargo = ensure_cargo(report)
        home.mkdir(exist_ok=True)
        make(root / _name(), lambda content, _: build(cargo, home, content, report))
    except ProblemsError as error:
        problem = error.problems[0]
        first = problem.reason.partition("\n")[0].rstrip(":")
        again = f"to try again: rm {_note()}; ./herm up --full"
        _note().write_text(f"{problem.where}: {first}; {again}\n", encoding="utf-8")
        report(f"query engine: {problem.where}: {problem.reason}")
        return
    remove_beside([home])


def _root() -> Path:
    return cache_root("query-engine")


def _note() -> Path:
    return _root() / f"{_name()}.failed"


def _name() -> str:
    """By content: another crate, another C library or another machine, another name."""
    digest = hashlib.sha256("/".join((*platform.libc_ver(), platform.machine())).encode())
    for name in _SOURCES:
        digest.update(b"\0" + (CRATE / name).read_bytes())
    return f"postrust-{digest.hexdigest()[:12]}"
