"""Line ends: scripts run on Linux, and what is built is named by its content, wherever it was cloned."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.support.clones import Clone
from tests.support.paths import ROOT, project_files


def test_clone_by_git_for_windows_is_the_same(tmp_path: Path) -> None:
    """Its settings ask for CRLF in every text file; the scripts would not start in WSL, and caches miss."""
    source, copy = Clone(tmp_path / "source"), tmp_path / "copy"
    settings = ("-c", "core.autocrlf=true", "-c", "core.eol=crlf")
    subprocess.run(["git", "clone", "-q", *settings, str(source.folder), str(copy)], check=True)
    names = [file.relative_to(ROOT) for file in project_files()]
    assert [name for name in names if (copy / name).read_bytes() != (ROOT / name).read_bytes()] == []
