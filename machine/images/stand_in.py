"""The stand-in engine's image: its code and Hasura's rules on top of a Python with its libraries."""

from __future__ import annotations

import hashlib
import io
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

from infra.problems import fail
from machine.images import python_base
from machine.images.build import build_folder
from machine.images.names import STAND_IN, content_key
from machine.images.registry import present

Report = Callable[[str], None]

_ROOT = Path(__file__).parents[2]
_CODE = ("doubles/__init__.py", "doubles/standin", "hasura")
_LEFT_OUT = ("hasura/explain", "hasura/identity")  # words for persons: a change of them makes no other image
_CHANGES = (
    'ENTRYPOINT ["python3", "-m", "doubles.standin"]',
    "CMD []",
    "EXPOSE 8080",
    "USER nobody",
    "WORKDIR /",
)


def image() -> str:
    """The image's name, by what it is made from."""
    return f"{STAND_IN}:{content_key([Path(__file__), *_files()], python_base.image())}"


def ensure(report: Report) -> str:
    """Build the image unless it is here, and return its name."""
    name = image()
    if present(name):
        return name
    base = python_base.ensure(report)
    with build_folder(name, report) as folder:
        if folder is not None:
            report("stand-in engine: adding its code")
            _add_code(base, name, folder)
    return name


def _files() -> Iterator[Path]:
    for part in _CODE:
        path = _ROOT / part
        files = path.rglob("*") if path.is_dir() else iter((path,))
        yield from (file for file in files if file.is_file() and not _is_left_out(file))


def _is_left_out(file: Path) -> bool:
    return "__pycache__" in file.parts or any(file.is_relative_to(_ROOT / part) for part in _LEFT_OUT)


def _add_code(base: str, name: str, folder: Path) -> None:
    """One layer: the files of the code, and what Python compiles them to."""
    compile_it = ("python3", "-m", "compileall", "-q", "/app")
    # Named by the locked folder: a run finds what a killed one left, and two caches do not meet.
    builder = f"herm-builds-{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}"
    _docker("rm", "--force", builder)
    _docker("create", "--name", builder, "--network", "none", base, *compile_it)
    try:
        _docker("cp", "-", f"{builder}:/", content=_archive())
        _docker("start", "--attach", builder)
        options = [option for change in _CHANGES for option in ("--change", change)]
        _docker("commit", *options, builder, name)
    finally:
        _docker("rm", "--force", builder)


def _archive() -> bytes:
    """The code as a tar, readable for everyone whatever the clone's modes are."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for file in sorted(_files()):
            entry = tar.gettarinfo(file, arcname=f"app/{file.relative_to(_ROOT)}")
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = "root"
            entry.mode = 0o644
            with file.open("rb") as content:
                tar.addfile(entry, content)
    return archive.getvalue()


def _docker(*arguments: str, content: bytes | None = None) -> None:
    done = subprocess.run(["docker", *arguments], input=content, capture_output=True, check=False)
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip()
        raise fail("stand-in engine", f"docker {arguments[0]} failed: {reason}", "docker system df")
