"""The pinned manifest is true to the locks and the Go modules, and the cache's names follow its content."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from machine.engine.manifest import FOLDER, Artefact, load, pinned
from machine.system import System

ROOT = FOLDER.parents[1]
LINUX = System("linux", "amd64")
SYSTEMS = [System(os, arch) for os in ("linux", "darwin") for arch in ("amd64", "arm64")]
ARTEFACTS = [pinned().engine, pinned().docker]
named = pytest.mark.parametrize("artefact", ARTEFACTS, ids=lambda artefact: artefact.name)


def numbers(version: str) -> tuple[int, ...]:
    """A version that can be compared."""
    return tuple(int(part) for part in version.split("."))


def test_docker_plugin_equals_the_locked_package() -> None:
    """The plugin has the version of the Python package: the engine asks for exactly that one."""
    locked = re.search(
        r"^pulumi-docker==(\S+)", (ROOT / "requirements" / "run.txt").read_text(), re.MULTILINE
    )
    assert locked is not None
    assert pinned().docker.version == locked[1]


def test_engine_is_not_newer_than_the_locked_sdk() -> None:
    """The engine has the major version of the Python SDK and is itself one that PATH may offer."""
    locked = re.search(r"^pulumi==(\d+)\.", (ROOT / "requirements" / "run.txt").read_text(), re.MULTILINE)
    assert locked is not None
    assert numbers(pinned().engine.version)[0] == int(locked[1])
    assert numbers(pinned().oldest) <= numbers(pinned().engine.version)


def test_engine_module_requires_the_pinned_version() -> None:
    """What is built is the version that the manifest names, engine and helper script alike."""
    module = (FOLDER / "go" / "engine" / "go.mod").read_text()
    for part in ("pkg", "sdk"):
        assert f"github.com/pulumi/pulumi/{part}/v3 v{pinned().engine.version}\n" in module.replace(
            " // indirect", ""
        )


@named
def test_recipes_make_exactly_the_programs(artefact: Artefact) -> None:
    """Building an artefact makes each of its programs, once, from a module here with its checksums."""
    assert sorted(recipe.program for recipe in artefact.recipes) == sorted(artefact.programs)
    for recipe in artefact.recipes:
        assert (artefact.folder / recipe.module / "go.mod").is_file()
        assert (artefact.folder / recipe.module / "go.sum").is_file()


@named
def test_go_is_new_enough_for_every_module(artefact: Artefact) -> None:
    """The oldest Go that is accepted, and the wheel's, satisfy the `go` line of each module."""
    for recipe in artefact.recipes:
        text = (artefact.folder / recipe.module / "go.mod").read_text()
        wanted = re.search(r"^go (\S+)", text, re.MULTILINE)
        assert wanted is not None
        assert numbers(pinned().go.oldest) >= numbers(wanted[1])[:2]
        assert numbers(pinned().go.version) >= numbers(wanted[1])


@named
@pytest.mark.parametrize("system", SYSTEMS, ids=str)
def test_releases_are_fetched_encrypted(artefact: Artefact, system: System) -> None:
    """Each supported system has an address of an archive and of checksums, from two hosts, both encrypted."""
    urls = [
        artefact.url(template, system)
        for template in (artefact.official.archive, artefact.official.checksums)
    ]
    assert all(url.startswith("https://") and "{" not in url for url in urls)
    assert urls[0].split("/")[2] != urls[1].split("/")[2]
    assert artefact.version in urls[0]


def test_wheel_is_pinned_by_hash() -> None:
    """Go's wheel is locked as strictly as every Python package."""
    assert pinned().go.hashes
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", digest) for digest in pinned().go.hashes)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the manifest and its Go modules."""
    shutil.copytree(FOLDER / "go", tmp_path / "go")
    shutil.copy(FOLDER / "manifest.toml", tmp_path)
    return tmp_path / "manifest.toml"


@pytest.mark.parametrize("name", ["main.go", "go.mod", "go.sum"])
def test_any_source_changes_the_built_name(copied: Path, name: str) -> None:
    """One more byte in any source of a module makes another folder, so nothing stale is used."""
    before = load(copied).docker.built_folder(LINUX)
    with (copied.parent / "go" / "docker-provider" / name).open("a") as file:
        file.write("\n")
    assert load(copied).docker.built_folder(LINUX) != before


def test_what_is_no_source_changes_nothing(copied: Path) -> None:
    """A note in the module's folder, or the clone's place, does not make anybody build again."""
    (copied.parent / "go" / "docker-provider" / "README.md").write_text("x")
    assert load(copied).docker.built_folder(LINUX) == pinned().docker.built_folder(LINUX)


CHANGES: dict[str, Callable[[Artefact], Artefact]] = {
    "version": lambda a: replace(a, version="0.0.1"),
    "ldflags": lambda a: replace(a, recipes=(replace(a.recipes[0], ldflags="-X a.b=c"), *a.recipes[1:])),
    "tags": lambda a: replace(a, recipes=(replace(a.recipes[0], tags="other"), *a.recipes[1:])),
    "place": lambda a: replace(a, place="elsewhere"),
}


@named
@pytest.mark.parametrize("change", CHANGES)
def test_any_recipe_changes_the_built_name(artefact: Artefact, change: str) -> None:
    """Another version, flag, tag or place makes another folder."""
    assert CHANGES[change](artefact).built_folder(LINUX) != artefact.built_folder(LINUX)


@named
def test_each_system_and_origin_has_its_own_name(artefact: Artefact) -> None:
    """A home shared by several machines keeps each one's programs apart, and releases from built ones."""
    names = {artefact.built_folder(system) for system in SYSTEMS}
    names |= {artefact.official_folder(system) for system in SYSTEMS}
    assert len(names) == 2 * len(SYSTEMS)


def test_changed_release_address_changes_its_name() -> None:
    """A release taken from elsewhere is not mistaken for the one that is there."""
    docker = pinned().docker
    other = replace(docker, official=replace(docker.official, archive="https://mirror/{version}"))
    assert other.official_folder(LINUX) != docker.official_folder(LINUX)
