"""The emulator's control plane in this process, without a server: for tests with hundreds of requests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from doubles.azure import operations
from doubles.azure.access.seed import seed
from doubles.azure.account import load_account
from doubles.azure.errors import ArmError
from doubles.azure.gate import Gate
from doubles.azure.planes import arm, github
from doubles.azure.planes.events import EVENTS
from doubles.azure.services.web import containers
from doubles.azure.store import Store
from doubles.azure.world import Call, World

SUBSCRIPTION = "00000000-0000-4000-8000-000000000001"


class Arm:
    """A subscription that docs/first-deployment.md has prepared; every operation is over at once."""

    def __init__(self, folder: Path) -> None:
        store = Store(folder / "emulator.sqlite")
        account = load_account(store, {"subscription": SUBSCRIPTION})
        self.world = World(store, account, 443, Gate(folder / "requests.jsonl"), operation_seconds=0)
        seed(self.world, "/")
        self._caller = {"oid": account.principals["owner"].object}

    def put(self, path: str, body: Any) -> ArmError | None:
        """Write a resource as the subscription's owner; gives the refusal, after which nothing is other."""
        content = json.dumps(body).encode()
        try:
            arm.write(self.world, Call("PUT", "127.0.0.1", path, {}, {}, content, caller=self._caller))
        except ArmError as refused:
            self.world.store.rollback()
            return refused
        operations.settle(self.world)
        containers.settle(self.world)
        self.world.store.commit()
        return None

    def delete(self, path: str) -> ArmError | None:
        """Remove a resource as the subscription's owner; gives the refusal."""
        try:
            arm.remove(self.world, Call("DELETE", "127.0.0.1", path, {}, {}, caller=self._caller))
        except ArmError as refused:
            self.world.store.rollback()
            return refused
        operations.settle(self.world)
        self.world.store.commit()
        return None

    def act(self, path: str, action: str) -> None:
        """Carry an action out, such as `restart`."""
        names = {"resource": path, "action": action}
        arm.act(self.world, Call("POST", "127.0.0.1", path, {}, {}, names=names, caller=self._caller))

    def happens(self, what: str, path: str, value: Any) -> None:
        """Let something happen that nobody asked for."""
        EVENTS[what](self.world, path, value)
        self.world.store.commit()

    @property
    def issuer(self) -> str:
        """Who vouches for jobs."""
        return github.ISSUER

    def vouch(self, repository: str, environment: str, audience: str) -> str:
        """What GitHub says of a job, for one audience."""
        owner, name = repository.split("/")
        names = {"owner": owner, "repository": name, "environment": environment}
        answer = github.vouch(self.world, Call("GET", "", "", {"audience": audience}, {}, names=names))
        return str(answer.body["value"])
