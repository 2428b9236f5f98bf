"""Runs the program against Pulumi's mock monitor and keeps every registration for assertions.

A double of the engine: it creates nothing and knows no provider's rules. The engine tests run the same
program with the real engine.
"""

from __future__ import annotations

import asyncio
import gc
import runpy
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import yaml
from google.protobuf import json_format
from pulumi.runtime import mocks, set_all_config, settings, stack

ROOT = Path(__file__).parent.parent.parent
SECRET_MARK = "1b47061264138c4ac30d75fd1eb44270"
"""The signature that marks a secret value on the wire between program and engine."""


@dataclass
class Graph:
    """Every resource that the program registered, by its URN, its state, and every component's outputs."""

    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    outputs: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    states: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of_type(self, token: str) -> dict[str, dict[str, Any]]:
        """The resources of one type by their logical name."""
        return {r["name"]: r for r in self.resources.values() if r["type"] == token}

    @property
    def known(self) -> dict[str, dict[str, Any]]:
        """What the engine tells a later run of this one: each resource's type and outputs, by its URN."""
        return {
            urn: {"type": resource["type"], "outputs": {**self.states[urn], **self.outputs.get(urn, {})}}
            for urn, resource in self.resources.items()
        }


State = Callable[[mocks.MockResourceArgs], tuple[str, dict[str, Any]]]
"""What a provider would answer: a resource's id and its outputs."""


def docker_state(args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
    """The inputs, and what only Docker knows."""
    return f"{args.name}-id", {"imageId": f"sha256:{args.name}", **args.inputs}


class EchoMocks(mocks.Mocks):
    """Gives each resource the state that a provider would."""

    def __init__(self, state: State, known: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self._state, self._known = state, known or {}

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Answer for the provider."""
        return self._state(args)

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        """Prod asks the engine for its own state; no program calls a provider's function."""
        assert args.token == "pulumi:pulumi:readStackResourceOutputs", args.token
        return {"outputs": dict(self._known)}, []


class RecordingMonitor(mocks.MockMonitor):
    """The mock monitor, with every registration kept."""

    def __init__(self, state: State, known: Mapping[str, Any] | None) -> None:
        super().__init__(EchoMocks(state, known))
        self.graph = Graph()

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        """Keep what the program asked for."""
        answer = super().RegisterResource(request)  # type: ignore[no-untyped-call] # Pulumi's mocks have no types
        self.graph.resources[answer.urn] = {
            "name": request.name,
            "type": request.type,
            "parent": request.parent,
            "custom": request.custom,
            "inputs": json_format.MessageToDict(request.object),
            "dependencies": list(request.dependencies),
            "deleteBeforeReplace": request.deleteBeforeReplace,
            "retainOnDelete": request.retainOnDelete,
            "protect": request.protect,
            "deletedWith": request.deletedWith,
            "ignoreChanges": list(request.ignoreChanges),
            "replaceOnChanges": list(request.replaceOnChanges),
        }
        self.graph.states[answer.urn] = json_format.MessageToDict(answer.object)
        return answer

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        """Keep a component's outputs."""
        self.graph.outputs[request.urn] = json_format.MessageToDict(request.outputs)
        return super().RegisterResourceOutputs(request)  # type: ignore[no-untyped-call] # likewise


def record(
    stack_name: str,
    config: Mapping[str, str],
    secrets: tuple[str, ...],
    *,
    preview: bool = False,
    state: State = docker_state,
    stored: Mapping[str, Any] | None = None,
    known: Mapping[str, Any] | None = None,
) -> Graph:
    """Run the project's `__main__.py` for one stack and return its graph.

    Args:
        stack_name: The stack's name.
        config: What the engine hands over, without the prefix.
        secrets: The names of those that the engine calls secrets.
        preview: Whether this is a preview.
        state: What the providers answer.
        stored: What the stack's file has, with the prefix; without it there is no file.
        known: What the engine tells of the stack's resources, as `Graph.known`; nothing before the first run.
    """
    asyncio.set_event_loop(asyncio.new_event_loop())
    monitor = RecordingMonitor(state, known)
    mocks.set_mocks(monitor.mocks, project="herm", stack=stack_name, preview=preview, monitor=monitor)
    # set_mocks makes a stack resource of its own; the program gets one whose outputs are registered.
    settings.set_root_resource(None)  # type: ignore[arg-type] # None is what a fresh run has
    monitor.graph = Graph()
    set_all_config(
        {f"herm:{name}": value for name, value in config.items()}, [f"herm:{name}" for name in secrets]
    )

    def program() -> None:
        heeded = signal.getsignal(signal.SIGINT)
        try:
            runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")
        finally:  # a run of the program needs neither, a process with many of them does
            gc.enable()
            signal.signal(signal.SIGINT, heeded)

    with TemporaryDirectory() as folder, patch("infra.program.PROJECT_FILE", Path(folder) / "Pulumi.yaml"):
        if stored is not None:
            text = yaml.safe_dump({"config": dict(stored)})
            (Path(folder) / f"Pulumi.{stack_name}.yaml").write_text(text, encoding="utf-8")
        asyncio.get_event_loop().run_until_complete(stack.run_in_stack(program))
    return monitor.graph
