"""The stand-in engine's image: its code, Hasura's rules and a query engine on a Python with its libraries."""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterator
from pathlib import Path

from machine import query_engine
from machine.docker.client import attempt, docker
from machine.images import graphiql, python_base
from machine.images.build import build_folder
from machine.images.names import STAND_IN, content_key
from machine.images.registry import present
from machine.report import Report

_ROOT = Path(__file__).parents[2]
_CODE = ("doubles/__init__.py", "doubles/standin", "hasura")
_LIBRARIES = "app/doubles/standin/console/libraries"
_STEPS = "3"  # a change of what `_add_code` does is another image: count it up
_CHANGES = (
    'ENTRYPOINT ["python3", "-m", "doubles.standin"]',
    "CMD []",
    "EXPOSE 8080",
    "USER nobody",
    "WORKDIR /",
)
_QUERY_ENGINE = "opt/query-engine"
_WITH_QUERIES = f"ENV QUERY_ENGINE=/{_QUERY_ENGINE}"


def image() -> str:
    """The image's name, by what it is made from; without a query engine where none can be built."""
    facts = (python_base.image(), query_engine.part(), _STEPS, _WITH_QUERIES, *_CHANGES)
    return f"{STAND_IN}:{content_key((*_files(), *graphiql.files()), *facts)}"


def ensure(report: Report) -> str:
    """Build the image unless it is here, and return its name; the query engine is there, or cannot be."""
    graphiql.ensure(report)
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
        yield from (file for file in files if file.is_file() and "__pycache__" not in file.parts)


def _add_code(base: str, name: str, folder: Path) -> None:
    """One layer: the files of the code, and what Python compiles them to."""
    compile_it = ("python3", "-m", "compileall", "-q", "/app")
    _archive(folder / "code.tar")
    # Named by the locked folder: a run finds what a killed one left, and two caches do not meet.
    builder = f"herm-builds-{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}"
    attempt("rm", "--force", builder)
    docker("create", "--name", builder, "--network", "none", base, *compile_it)
    try:
        with (folder / "code.tar").open("rb") as archive:
            docker("cp", "-", f"{builder}:/", stdin=archive)
        docker("start", "--attach", builder)
        changes = (*_CHANGES, _WITH_QUERIES) if query_engine.find() else _CHANGES
        options = [option for change in changes for option in ("--change", change)]
        docker("commit", *options, builder, name)
    finally:
        attempt("rm", "--force", builder)


def _archive(file: Path) -> None:
    """Code, GraphiQL and query engine as a tar, readable for everyone whatever the clone's modes are."""
    with tarfile.open(file, mode="w") as tar:
        for source in sorted(_files()):
            _add(tar, source, f"app/{source.relative_to(_ROOT)}", 0o644)
        for source in graphiql.files():
            _add(tar, source, f"{_LIBRARIES}/{source.name}", 0o644)
        if program := query_engine.find():
            _add(tar, program, _QUERY_ENGINE, 0o755)


def _add(tar: tarfile.TarFile, source: Path, name: str, mode: int) -> None:
    entry = tar.gettarinfo(source, arcname=name)
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mode = mode
    with source.open("rb") as content:
        tar.addfile(entry, content)
