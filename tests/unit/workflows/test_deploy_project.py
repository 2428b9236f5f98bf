"""The step of `.github/workflows/deploy.yml` that brings a project to prod, run by bash with doubles."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.support.paths import ROOT

WORKFLOW = ROOT / ".github/workflows/deploy.yml"
SAYS = '#!/bin/sh\necho "{} $*" >>"$SAID"\n{}\n'


def steps() -> dict[str, Any]:
    """The steps that have a name, by it."""
    document = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    return {one["name"]: one for one in document["jobs"]["deploy"]["steps"] if "name" in one}


def test_project_follows_the_deployment(tmp_path: Path) -> None:
    """Where `PROJECT` is `api`: applied and verified, with a new assertion for each process that signs in."""
    found = steps()
    assert list(found)[-2:] == ["Smoke check", "Project"]
    assert found["Project"]["if"] == "vars.PROJECT == 'api'"
    programs = {"herm": ":", "pulumi": "echo {}", "curl": """cat >/dev/null; echo '{"value": "assertion"}'"""}
    for name, answer in programs.items():
        file = tmp_path / name
        file.write_text(SAYS.format(name, answer), encoding="utf-8")
        file.chmod(0o755)
    given = {name: str(tmp_path) for name in ("RUNNER_TEMP", "ACTIONS_ID_TOKEN_REQUEST_URL")}
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "SAID": str(tmp_path / "said"),
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "token",
        **given,
    }
    for name in ("Deploy", "Project"):
        (tmp_path / "said").write_text("")
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found[name]["run"]]
        subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    said = [line.split(" --")[0] for line in (tmp_path / "said").read_text().splitlines()]
    assert said == ["curl", "herm project apply", "curl", "herm project verify"]
    assert (tmp_path / "azure-token").read_text() == "assertion"
    assert "assertion" not in (tmp_path / "said").read_text()
