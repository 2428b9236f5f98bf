"""GraphiQL for the stand-in's console: packages of npm's registry, each locked by its integrity hash.

Without npm, or without its registry, the console is a page that says so.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from machine.cache import cache_root, explained, make, one_at_a_time
from machine.report import Report, tail

_WAITING = "another run of herm fetches GraphiQL; waiting for it"
_SECONDS = 120
_NPM = ("--silent", "--ignore-scripts", "--fetch-retries=1", "--fetch-timeout=20000")


@dataclass(frozen=True)
class Package:
    """A package of npm's registry, and the files of it that browsers load as they are.

    Attributes:
        integrity: Of the package's archive, as a package-lock has it.
    """

    name: str
    version: str
    integrity: str
    files: tuple[str, ...]


# The last GraphiQL whose package has all of it in one file: later ones need a bundler.
PACKAGES = (
    Package(
        "graphiql",
        "3.9.0",
        "sha512-rJYFlHdBbug9+YbFSwRVvgfPjCayC7wHecZkx/qB4XLuQPFQZw/yB9pmHFtOJV6RiNBBHro3u1GdocKa3YcGRA==",
        ("graphiql.min.js", "graphiql.min.css"),
    ),
    Package(
        "react",
        "18.3.1",
        "sha512-wS+hAgJShR0KhEvPJArfuPVN1+Hz1t0Y6n5jLrGQbkb4urgPE/0Rve+1kMB1v/oWgHgm4WIcV+i7F2pTVj+2iQ==",
        ("umd/react.production.min.js",),
    ),
    Package(
        "react-dom",
        "18.3.1",
        "sha512-5m4nQKp+rZRb09LNH59GM4BxTh9251/ylbKIbpe7TpGxfJ+9kv6BLkLBXIjjspbgbnIBNqlI23tRnTWT0snUIw==",
        ("umd/react-dom.production.min.js",),
    ),
)


class _UnavailableError(Exception):
    """Why GraphiQL cannot be had."""


def files() -> tuple[Path, ...]:
    """The files that are in the cache; none before `ensure` has fetched them."""
    return tuple(sorted(_folder().glob("*")))


def ensure(report: Report) -> None:
    """Have the files, fetched once per user; a machine that cannot fetch them is told why.

    Args:
        report: Told what is done, or why it cannot be done, one line each.
    """
    if files():
        return
    root = _folder().parent
    with explained(root), one_at_a_time(root, report, _WAITING):
        if files():
            return
        report("console: fetching GraphiQL by npm")
        try:
            make(_folder(), _fetch)
        except _UnavailableError as error:
            report(f"console: it goes without GraphiQL: {error}")


def _fetch(content: Path, scratch: Path) -> None:
    if shutil.which("npm") is None:
        raise _UnavailableError("npm is not on PATH")
    for package in PACKAGES:
        archive = _packed(package, scratch)
        with tarfile.open(archive) as tar:
            for file in package.files:
                member = tar.extractfile(f"package/{file}")
                if member is None:
                    raise _UnavailableError(f"{package.name} has no {file}")
                (content / PurePosixPath(file).name).write_bytes(member.read())


def _packed(package: Package, scratch: Path) -> Path:
    """The package's archive, which is what its hash says."""
    wanted = f"{package.name}@{package.version}"
    command = ("npm", "pack", *_NPM, "--cache", str(scratch / "npm"), wanted)
    try:
        done = _run(command, scratch)
    except subprocess.TimeoutExpired:
        raise _UnavailableError(f"npm pack {wanted} did not end in {_SECONDS} seconds") from None
    archive = scratch / f"{package.name}-{package.version}.tgz"
    if done.returncode != 0 or not archive.is_file():
        raise _UnavailableError(f"npm pack {wanted} failed:\n{tail(done.stderr.strip(), 3)}")
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        raise _UnavailableError(f"{wanted} is not the package that herm knows: its hash is sha512-{digest}")
    return archive


def _run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False)


def _folder() -> Path:
    """By content: other packages, another folder."""
    locked = "/".join(package.integrity for package in PACKAGES)
    return cache_root("graphiql") / hashlib.sha256(locked.encode()).hexdigest()[:12]
