"""The folders of code: small enough to be seen at a glance, and each says what belongs there."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.support.paths import ROOT, project_files

PARTS = ("infra", "hasura", "delivery", "cli", "machine", "doubles")
MODULES = [file for file in project_files(".py") if file.relative_to(ROOT).parts[0] in PARTS]
FOLDERS = sorted({file.parent for file in MODULES})
AT_MOST = 12


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_folder_says_what_belongs_there(folder: Path) -> None:
    """The folder's `__init__.py` has a docstring."""
    assert ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))


def test_folders_are_small() -> None:
    """A folder holds at most twelve modules beside its `__init__.py`."""
    sizes = Counter(str(file.parent.relative_to(ROOT)) for file in MODULES if file.name != "__init__.py")
    large = {
        folder: f"{size} files, at most {AT_MOST}: make a folder for those that belong together"
        for folder, size in sizes.items()
        if size > AT_MOST
    }
    assert not large


def test_tests_share_by_support_alone() -> None:
    """No test takes a fixture from another test module, where a change for one would break the other."""
    borrowed = re.compile(r"^\s*from tests\.[\w.]*\btest_\w+ import", re.MULTILINE)
    tests = [file for file in project_files(".py") if file.is_relative_to(ROOT / "tests")]
    assert [file for file in tests if borrowed.search(file.read_text(encoding="utf-8"))] == []
