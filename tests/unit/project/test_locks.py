"""The locked Python packages: one version of each, whichever file installs it."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict

from tests.support.paths import ROOT, project_files

_ALONE = {"az.txt"}  # the az client is installed apart, because its pins suit nobody else
_LINE = re.compile(r"^([\w.-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)


def test_lock_files_agree() -> None:
    """A package that several files lock has the same version in all of them."""
    versions = defaultdict(set)
    for file in project_files(".txt"):
        if file.parent.name == "requirements" and file.name not in _ALONE:
            for name, version in _LINE.findall(file.read_text(encoding="utf-8")):
                versions[name.lower()].add(version)
    assert len(versions) > 20
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_uv_leaves_the_environment_alone() -> None:
    """`uv sync` in a clone refuses, where else it would empty .venv, which ./herm made."""
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"] == {
        "managed": False
    }
