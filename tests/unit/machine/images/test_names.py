"""Images are named by what they are made from."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from machine.images import stand_in
from machine.images.names import POSTGRES, STAND_IN, content_key, is_ours, is_stand_in


def test_key_follows_the_content(tmp_path: Path) -> None:
    """The key changes with a file's content, its name and each fact, and with nothing else."""
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        (folder / "a").write_text("x")
    key = content_key([here / "a"], "bookworm")
    assert content_key([there / "a"], "bookworm") == key
    assert content_key([here / "a"], "trixie") != key
    (there / "a").write_text("y")
    assert content_key([there / "a"], "bookworm") != key
    assert content_key([(here / "a").rename(here / "b")], "bookworm") != key


def test_ours() -> None:
    """Only names that herm gives are its own, and only one of them is the stand-in."""
    assert is_ours(f"{POSTGRES}:1")
    assert is_ours(f"{STAND_IN}:1")
    assert not is_ours("postgres:17")
    assert is_stand_in(f"{STAND_IN}:1")
    assert not is_stand_in("hasura/graphql-engine:v2.50.3@sha256:00")


@pytest.mark.parametrize("part", ["doubles/standin/app.py", "hasura/request/check.py", "hasura/variables.py"])
def test_stand_in_is_made_of_its_rules(part: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A change of the stand-in's code or of Hasura's rules is another image."""
    before = stand_in.image()
    root = tmp_path / "clone"
    for file in stand_in._files():
        copy = root / file.relative_to(stand_in._ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    monkeypatch.setattr(stand_in, "_ROOT", root)
    assert stand_in.image() == before
    with (root / part).open("a") as code:
        code.write("# changed\n")
    assert stand_in.image() != before


def test_stand_in_has_all_that_it_imports(tmp_path: Path) -> None:
    """The image's code alone, without the rest of the project, can be imported."""
    stand_in._archive(tmp_path / "code.tar")
    with tarfile.open(tmp_path / "code.tar") as archive:
        archive.extractall(tmp_path, filter="data")
    importing = [sys.executable, "-c", "import doubles.standin.app, doubles.standin.server"]
    done = subprocess.run(importing, cwd=tmp_path / "app", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
