"""A tiny Go module, built by the real Go that would build the engine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from infra.problems import ProblemsError
from machine.engine.build import Builder
from machine.engine.manifest import Artefact, Official, Recipe
from tests.support.go import own_go

_MODULE = """module example.org/tiny

go 1.26

require example.org/library v0.0.0

replace example.org/library => ./library
"""
_MAIN = """package main

import "example.org/library"

var version = "unset"

func main() { println(version, library.Kind) }
"""
_KINDS = {
    "large.go": '//go:build !small\n\npackage library\n\nconst Kind = "large"\n',
    "small.go": '//go:build small\n\npackage library\n\nconst Kind = "small"\n',
}


@pytest.fixture(scope="module")
def builder() -> Builder:
    """A builder with the Go of this machine, or the wheel's."""
    return Builder(own_go(), lambda line: print(line, file=sys.stderr))


@pytest.fixture
def artefact(tmp_path: Path) -> Artefact:
    """Two programs: one compiled with a tag and a version, one copied from a required module."""
    module = tmp_path / "go" / "tiny"
    (module / "library" / "bin").mkdir(parents=True)
    (module / "go.mod").write_text(_MODULE)
    (module / "main.go").write_text(_MAIN)
    (module / "library" / "go.mod").write_text("module example.org/library\n\ngo 1.26\n")
    (module / "library" / "bin" / "helper").write_text("#!/bin/sh\necho helped\n")
    for name, text in _KINDS.items():
        (module / "library" / name).write_text(text)
    recipes = (
        Recipe("tiny", "tiny", ".", ldflags="-X main.version={version}", tags="small"),
        Recipe("helper", "tiny", "example.org/library", copy="bin/helper"),
    )
    official = Official("", "", "", {})
    return Artefact("tiny", "1.2.3", ("tiny", "helper"), "v{version}", official, recipes, tmp_path / "go")


def built(builder: Builder, artefact: Artefact, folder: Path) -> Path:
    """The folder of the programs."""
    content, scratch = folder / "content", folder / "scratch"
    content.mkdir()
    scratch.mkdir()
    builder.build(artefact, content, scratch)
    return content / "v1.2.3"


def test_programs_are_built_and_run(builder: Builder, artefact: Artefact, tmp_path: Path) -> None:
    """The linker sets the version, the tag chooses the sources, the script is copied; all can be run."""
    folder = built(builder, artefact, tmp_path)
    ran = subprocess.run([folder / "tiny"], capture_output=True, text=True, check=True)
    assert ran.stderr == "1.2.3 small\n"
    assert (
        subprocess.run([folder / "helper"], capture_output=True, text=True, check=True).stdout == "helped\n"
    )


def test_same_sources_make_the_same_program(builder: Builder, artefact: Artefact, tmp_path: Path) -> None:
    """Two builds in two folders are equal byte for byte: no path and no time gets into a program."""
    programs = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        programs.append((built(builder, artefact, tmp_path / name) / "tiny").read_bytes())
    assert programs[0] == programs[1]


def test_sources_that_do_not_compile(builder: Builder, artefact: Artefact, tmp_path: Path) -> None:
    """Go's own words tell what is wrong, without the list of packages."""
    (artefact.folder / "tiny" / "main.go").write_text("package main\n\nfunc main() { undefined() }\n")
    with pytest.raises(
        ProblemsError, match=r"go build: failed with Go [\d.]+:\n(?s:.)*undefined: undefined"
    ) as failed:
        built(builder, artefact, tmp_path)
    assert "runtime\n" not in str(failed.value)


def test_unlocked_module_is_not_fetched(builder: Builder, artefact: Artefact, tmp_path: Path) -> None:
    """A module that `go.mod` does not lock is refused, not looked up."""
    sources = (
        '//go:build small\n\npackage library\n\nimport _ "example.org/unlocked"\n\nconst Kind = "small"\n'
    )
    (artefact.folder / "tiny" / "library" / "small.go").write_text(sources)
    with pytest.raises(ProblemsError, match=r"go list: failed(?s:.)*lookup disabled by -mod=readonly"):
        built(builder, artefact, tmp_path)
