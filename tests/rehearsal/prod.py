"""Stack prod with a cloud of its own, as the tests of its life use it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cli.paths import PROD
from cli.rehearsal.settings import RehearsalSettings
from cli.stack.engine import Engine
from doubles.session import Rehearsal

UP = ("up", "--stack", PROD, "--yes", "--skip-preview", "--suppress-outputs")
DESTROY = ("destroy", "--stack", PROD, "--yes", "--skip-preview", "--suppress-outputs")
_WRITES = ("PUT", "PATCH", "POST", "DELETE")


@dataclass
class Prod:
    """The stack and the cloud that it is in.

    Attributes:
        before: The ids of what was there before the first deployment.
    """

    workspace: Engine
    azure: Rehearsal
    settings: RehearsalSettings
    before: frozenset[str]

    @property
    def left(self) -> set[str]:
        """The ids of what is there and was not before: the group and who deploys were."""
        return {str(resource["id"]) for resource in self.azure.resources()} - self.before

    @property
    def state(self) -> dict[str, Any]:
        """The stack's state, as the engine keeps it; empty before the first deployment."""
        file = self.workspace.folder.parent / "state/.pulumi/stacks/herm" / f"{PROD}.json"
        latest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["checkpoint"]["latest"] or {}
        return latest

    @property
    def app_id(self) -> str:
        """The app's id, an output of the stack."""
        [stack] = [one for one in self.state["resources"] if one["type"] == "pulumi:pulumi:Stack"]
        return str(stack["outputs"]["appId"])

    @property
    def app(self) -> dict[str, Any]:
        """What the app's process has."""
        return self.azure.app(self.app_id)

    def one(self, kind: str) -> dict[str, Any]:
        """The only resource of a type."""
        [found] = [one for one in self.azure.resources() if one["type"].endswith(kind)]
        return dict(found)

    def confirm(self, words: str) -> None:
        """Type the command that a refusal gives, in its own words."""
        self.workspace.run("config", "set", "--path", "herm:confirmed[0]", words, "--stack", PROD)

    def set(self, name: str, value: str) -> None:
        """Change a plain setting."""
        self.workspace.run("config", "set", f"herm:{name}", value, "--stack", PROD)

    def set_secret(self, name: str, value: str) -> None:
        """Change a secret setting."""
        self.workspace.run("config", "set", "--secret", f"herm:{name}", "--stack", PROD, stdin=value)

    def writes_of_up(self, *arguments: str) -> list[str]:
        """Deploy; tell what was written, as the last parts of the paths."""
        before = len(self.azure.request_log())
        done = self.workspace.attempt(*UP, "--diff", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr  # with what changes, where nothing should
        lines = [line.split() for line in written(self.azure.request_log()[before:])]
        return [f"{method} {'/'.join(path.split('/')[-2:])}" for method, path in lines]


def written(log: list[dict[str, Any]]) -> list[str]:
    """The writes among requests: method and path."""
    return [
        f"{entry['method']} {entry['path'].split('?')[0]}"
        for entry in log
        if entry["method"] in _WRITES
        and "/oauth2/" not in entry["path"]
        and not entry["path"].endswith("list")
    ]
