"""GraphiQL from npm: checked, fetched once, and done without where it cannot be had."""

from __future__ import annotations

import base64
import hashlib
import io
import shutil
import subprocess
import tarfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from machine.images import graphiql, stand_in


def archive(*files: str) -> bytes:
    """A package of npm's with these files."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as tar:
        for file in files:
            entry = tarfile.TarInfo(f"package/{file}")
            entry.size = len(file)
            tar.addfile(entry, io.BytesIO(file.encode()))
    return made.getvalue()


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What npm is asked for; it answers with packages that are what their hashes say."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/npm")
    packages, served, names = [], {}, []
    for package in graphiql.PACKAGES:
        content = archive(*package.files)
        digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
        packages.append(replace(package, integrity=f"sha512-{digest}"))
        served[f"{package.name}@{package.version}"] = content
    monkeypatch.setattr(graphiql, "PACKAGES", tuple(packages))

    def run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
        names.append(command[-1])
        (folder / f"{command[-1].replace('@', '-')}.tgz").write_bytes(served[command[-1]])
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(graphiql, "_run", run)
    return names


def test_fetched_once(asked: list[str]) -> None:
    """The files are there afterwards, npm is not asked again, and the image is another one with them."""
    without = stand_in.image()
    graphiql.ensure(lambda _: None)
    graphiql.ensure(pytest.fail)
    assert asked == ["graphiql@3.9.0", "react@18.3.1", "react-dom@18.3.1"]
    assert {file.name: file.read_text() for file in graphiql.files()} == {
        "graphiql.min.css": "graphiql.min.css",
        "graphiql.min.js": "graphiql.min.js",
        "react.production.min.js": "umd/react.production.min.js",
        "react-dom.production.min.js": "umd/react-dom.production.min.js",
    }
    assert stand_in.image() != without


@pytest.mark.usefixtures("asked")
def test_another_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that is not what its hash says is not used, and that is told."""
    altered = tuple(replace(package, integrity="sha512-AAAA") for package in graphiql.PACKAGES)
    monkeypatch.setattr(graphiql, "PACKAGES", altered)
    said: list[str] = []
    graphiql.ensure(said.append)
    assert graphiql.files() == ()
    assert "graphiql@3.9.0 is not the package that herm knows" in said[-1]


@pytest.mark.usefixtures("asked")
def test_without_npm(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without npm is told so, and has an image all the same."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    said: list[str] = []
    graphiql.ensure(said.append)
    assert said[-1] == "console: it goes without GraphiQL: npm is not on PATH"
    assert stand_in.image().startswith("herm/hasura-stand-in:")


@pytest.mark.usefixtures("asked")
def test_registry_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    """What npm says when it fails is told, and nothing half-made is left."""
    failed = subprocess.CompletedProcess((), 1, "", "npm error network")
    monkeypatch.setattr(graphiql, "_run", lambda *_: failed)
    said: list[str] = []
    graphiql.ensure(said.append)
    assert "npm error network" in said[-1]
    assert graphiql.files() == ()
