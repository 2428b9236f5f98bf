"""The requests that prod makes, without an engine: what the program registers, as bodies of ARM.

The double of the provider turns inputs into bodies, as it does in a rehearsal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pulumi.runtime import mocks

from doubles.azure_native.body import to_body
from doubles.azure_native.catalogue import Kind, kind_of
from tests.support.arm import SUBSCRIPTION
from tests.support.azure_state import azure_state
from tests.support.recorder import SECRET_MARK, Graph


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
    return path, {**outputs, "name": path.rsplit("/", maxsplit=1)[-1]}


def requests_of(graph: Graph) -> list[Request]:
    """Every resource of Azure's, each after all that it depends on."""
    return [
        Request(resource["type"], resource["name"], _revealed(resource["inputs"]))
        for resource in _ordered(graph)
        if kind_of(resource["type"]) is not None
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
