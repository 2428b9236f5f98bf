"""The workflows are what GitHub Actions understands: actionlint, built from its pinned Go module."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.go import own_go

ROOT = Path(__file__).parent.parent.parent
MODULE = Path(__file__).parent / "actionlint"


@pytest.fixture(scope="module")
def actionlint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The linter; Go's own cache makes the second build a matter of a second."""
    folder = tmp_path_factory.mktemp("actionlint")
    go = own_go()
    program = folder / "actionlint"
    subprocess.run(
        [str(go.program), "build", "-o", str(program), "github.com/rhysd/actionlint/cmd/actionlint"],
        cwd=MODULE,
        env=go.environment(folder),
        check=True,
    )
    return program


def lint(program: Path, *files: Path) -> subprocess.CompletedProcess[str]:
    """Run it on some workflows; scripts in them are checked where ShellCheck is installed."""
    return subprocess.run([str(program), *map(str, files)], capture_output=True, text=True, check=False)


def test_workflows_are_valid(actionlint: Path) -> None:
    """Keys, expressions, contexts and permissions are right."""
    files = sorted((ROOT / ".github/workflows").glob("*.yml"))
    assert len(files) == 2
    done = lint(actionlint, *files)
    assert done.returncode == 0, done.stdout


def test_mistake_would_be_found(actionlint: Path, tmp_path: Path) -> None:
    """The check above can fail: a misspelt context is named."""
    deploy = (ROOT / ".github/workflows/deploy.yml").read_text(encoding="utf-8")
    broken = tmp_path / "deploy.yml"
    broken.write_text(deploy.replace("vars.API_URL", "var.API_URL"), encoding="utf-8")
    done = lint(actionlint, broken)
    assert done.returncode == 1
    assert 'undefined variable "var"' in done.stdout
