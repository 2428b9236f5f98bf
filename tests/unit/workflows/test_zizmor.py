"""The workflows are as safe as zizmor's strictest persona wants them, without asking the network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run it as `./herm test` does."""
    command = [str(Path(sys.executable).parent / "zizmor"), "--offline", "--pedantic", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_zizmor_finds_nothing() -> None:
    """Actions pinned, permissions least, nothing of the sources' expanded in scripts."""
    done = zizmor(ROOT / ".github")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr.count("completed") == len([*(ROOT / ".github").rglob("*.yml")])


def test_zizmor_would_find_something(tmp_path: Path) -> None:
    """The check above can fail: an action pinned by tag is refused."""
    workflow = (ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8")
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    pinned = workflow.partition("actions/checkout@")[2].split()[0]
    (folder / "check.yml").write_text(workflow.replace(pinned, "v7"), encoding="utf-8")
    assert zizmor(tmp_path / ".github").returncode != 0
