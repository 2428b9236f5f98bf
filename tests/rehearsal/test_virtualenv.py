"""The rehearsal's project under a language host that obeys `virtualenv`, as the official one does."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from cli.paths import PROD
from infra.problems import ProblemsError
from machine.engine import ensure
from tests.rehearsal.prepared import prepared
from tests.rehearsal.prod import Prod
from tests.support.obeying_host import obeying_host


def test_rehearsal_runs_under_a_host_that_obeys_virtualenv(tmp_path: Path) -> None:
    """The project has the environment that Pulumi.yaml names; without it the host would run no program."""
    with prepared(tmp_path, attached=False) as prod:
        workspace = prod.workspace
        first = str(obeying_host(tmp_path / "host", ensure(print)))
        path = os.pathsep.join([first, str(workspace.environment["PATH"])])
        prod.workspace = replace(workspace, environment={**workspace.environment, "PATH": path})
        assert "appId" in preview(prod)
        (prod.workspace.folder / ".venv").unlink()
        with pytest.raises(ProblemsError, match=r"\.venv"):
            preview(prod)


def preview(prod: Prod) -> str:
    """What the engine would do."""
    return prod.workspace.run("preview", "--stack", PROD)
