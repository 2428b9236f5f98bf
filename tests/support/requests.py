"""The requests that prod makes, without an engine: what the program registers, as bodies of ARM.

The double of the provider turns inputs into bodies, as it does in a rehearsal.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pulumi.runtime import mocks

from doubles.azure.access.providers import register
from doubles.azure.ids import ResourceId, parse
from doubles.azure_native.body import to_body
from doubles.azure_native.catalogue import Kind, kind_of
from tests.support.arm import SUBSCRIPTION, Arm
from tests.support.azure_state import IDENTITY, azure_state
from tests.support.configurations import PROD
from tests.support.recorder import SECRET_MARK, Graph, record

SECRETS = ("jwtSecret", "adminSecret", "databasePassword")


_ADDED: dict[str, dict[str, Any]] = {
    "azure-native:web:WebApp": {"customDomainVerificationId": "A1B2"},
    "azure-native:web:Certificate": {"thumbprint": "C3D4"},
}
"""What only Azure knows of a resource and the program reads."""


@dataclass(frozen=True)
class Request:
    """One resource.

    Attributes:
        token: Its type in the SDK.
        name: Its logical name.
        inputs: What the program gives it, secrets revealed.
    """

    token: str
    name: str
    inputs: dict[str, Any]

    @property
    def kind(self) -> Kind:
        """What the double of the provider knows of the type."""
        found = kind_of(self.token)
        assert found is not None, self.token
        return found

    @property
    def path(self) -> str:
        """The resource's id."""
        return _path(self.kind, self.inputs)

    def body(self, inputs: dict[str, Any]) -> dict[str, Any]:
        """The body of a request for it with these inputs."""
        mine = {key: value for key, value in inputs.items() if key not in self.kind.names}
        return to_body(mine, self.kind.shape)


def state(args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
    """What Azure would answer, under the id that the resource has in ARM."""
    own, outputs = azure_state(args)
    kind = kind_of(args.typ)
    if kind is None:
        return own, outputs
    path = _path(kind, args.inputs)
    return path, {**outputs, "name": _name(args.typ, path), **_ADDED.get(args.typ, {})}


def _name(token: str, path: str) -> str:
    """A bound name is told with its app's."""
    parts = path.split("/")
    return f"{parts[-3]}/{parts[-1]}" if token.endswith("HostNameBinding") else parts[-1]


def requests_with(**changes: str) -> list[Request]:
    """What prod with some settings changed asks Azure for, each after all that it depends on."""
    return copy.deepcopy(_requests(tuple(sorted(changes.items()))))


@cache
def _requests(changes: tuple[tuple[str, str], ...]) -> list[Request]:
    """The program is run once for the same settings."""
    graph = record("prod", {**PROD, **dict(changes)}, SECRETS, state=state)
    return [
        Request(resource["type"], resource["name"], _revealed(resource["inputs"]))
        for resource in _ordered(graph)
        if resource["type"].startswith("azure-native:")
    ]


def _ordered(graph: Graph) -> Iterator[dict[str, Any]]:
    done: set[str] = set()

    def visit(urn: str) -> Iterator[dict[str, Any]]:
        if urn in done or urn not in graph.resources:
            return
        done.add(urn)
        for other in graph.resources[urn]["dependencies"]:
            yield from visit(other)
        yield graph.resources[urn]

    for urn in graph.resources:
        yield from visit(urn)


def _path(kind: Kind, inputs: dict[str, Any]) -> str:
    plain = {key: str(value).strip("/") for key, value in inputs.items()}
    return kind.path.format(**{"subscriptionId": SUBSCRIPTION, **plain})


def _revealed(value: Any) -> Any:
    """A value as it goes over the wire, without the marks of secrets."""
    if isinstance(value, dict):
        if SECRET_MARK in value.values() or SECRET_MARK in value:
            return _revealed(value["value"])
        return {key: _revealed(item) for key, item in value.items()}
    if isinstance(value, float) and value.is_integer():
        return int(value)  # the protocol has one kind of number
    return [_revealed(item) for item in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class Deployed:
    """Prod in a subscription of the emulator's, in this process.

    Attributes:
        requests: Those for its resources, by the last part of the token; of several the last.
    """

    arm: Arm
    requests: dict[str, Request]

    def rid(self, token: str) -> ResourceId:
        """The resource of a type."""
        return parse(self.requests[token].path)

    def release(self, image: str, kind: str = "WebApp") -> None:
        """Give the app, or its slot, another image; its container starts beside the old one."""
        app = self.requests[kind]
        body = _with_identity(self.arm, self.requests, app.body(app.inputs))
        body["properties"]["siteConfig"]["linuxFxVersion"] = f"DOCKER|{image}"
        assert self.arm.put(app.path, body) is None


@contextmanager
def deployed(*left_out: str, **changes: str) -> Iterator[Deployed]:
    """Deploy prod with some settings changed; secrets are app settings, so that each has its value.

    Args:
        left_out: Types that are not made.
        changes: Settings.
    """
    found = requests_with(**{"secretStore": "appSettings", **changes})
    with TemporaryDirectory() as folder:
        arm = Arm(Path(folder))
        arm.put(f"/subscriptions/{SUBSCRIPTION}/resourceGroups/herm", {"location": "swedencentral"})
        if path := changes.get("registryId"):
            register(arm.world, "Microsoft.ContainerRegistry")
            assert (refused := arm.put(path, {"location": "swedencentral"})) is None, refused
        requests = {one.token.rsplit(":", 1)[1]: one for one in found}
        made = [one for one in found if one.token.rsplit(":", 1)[1] not in left_out]
        for request in made:
            refused = arm.put(request.path, _with_identity(arm, requests, request.body(request.inputs)))
            assert refused is None, f"{request.name}: {refused}"
        yield Deployed(arm, requests)


def _with_identity(arm: Arm, requests: dict[str, Request], body: dict[str, Any]) -> dict[str, Any]:
    """A body in which the app's identity has the ids that the emulator gave it."""
    known = arm.world.find(requests["UserAssignedIdentity"].path) or {"properties": {}}
    text = json.dumps(body)
    for name, value in IDENTITY.items():
        text = text.replace(value, known["properties"].get(name, value))
    found: dict[str, Any] = json.loads(text)
    return found
