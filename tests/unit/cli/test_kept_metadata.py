"""What `./herm status` names of the metadata that the stand-in engine only keeps."""

from __future__ import annotations

import json
import subprocess

import pytest

from cli.docker import kept_metadata
from cli.docker.kept_metadata import kept_only, why_not_served

ACTIONS = json.dumps({"version": 3, "sources": [], "actions": [{"name": "pay"}, {"name": "ship"}]})


@pytest.mark.parametrize(
    ("code", "printed", "named"),
    [
        (0, ACTIONS, ["action pay", "action ship"]),
        (0, '{"version": 3, "sources": []}', []),
        (0, "", []),
        (0, '{"version": 2}', []),
        (1, "", []),
    ],
)
def test_kept_only(monkeypatch: pytest.MonkeyPatch, code: int, printed: str, named: list[str]) -> None:
    """Each object is named; a database that has no metadata, or other metadata, is no error."""
    done = subprocess.CompletedProcess((), code, printed, "")
    monkeypatch.setattr(kept_metadata, "attempt", lambda *_: done)
    assert kept_only("herm-dev-postgres") == named


@pytest.mark.parametrize(
    ("code", "printed", "told"),
    [(0, "Error: no\n", "Error: no"), (0, "\n", ""), (1, "", "")],
)
def test_why_not_served(monkeypatch: pytest.MonkeyPatch, code: int, printed: str, told: str) -> None:
    """What the stand-in noted is told; nothing where it noted nothing, or the database knows no note."""
    done = subprocess.CompletedProcess((), code, printed, "")
    monkeypatch.setattr(kept_metadata, "attempt", lambda *_: done)
    assert why_not_served("herm-dev-postgres") == told
