"""The engine's side: the ResourceProvider protocol."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import grpc
from google.protobuf import any_pb2, empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from doubles.azure_native.catalogue import Kind, kind_of
from doubles.azure_native.client import Azure
from doubles.azure_native.crud import Crud, HalfDone
from doubles.azure_native.difference import difference
from doubles.azure_native.engine import Operator
from doubles.azure_native.errors import AzureError
from doubles.azure_native.guesses import expected_outputs, proposed_name
from doubles.azure_native.wire import UNKNOWN, has_unknown, read, write

VERSION = "3.29.0"


def told(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Let an error's own words reach the engine."""

    @functools.wraps(handler)
    def wrapped(self: Any, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return handler(self, request, context)
        except HalfDone as half:
            detail = any_pb2.Any()
            detail.Pack(
                provider_pb2.ErrorResourceInitFailed(
                    id=half.id, properties=write(half.outputs), reasons=[half.reason]
                )
            )
            status = status_pb2.Status(
                code=grpc.StatusCode.UNKNOWN.value[0], message=half.reason, details=[detail]
            )
            context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
            context.abort(grpc.StatusCode.UNKNOWN, half.reason)
        except (AzureError, PermissionError, KeyError, ValueError, OSError) as problem:
            name = type(problem).__name__
            text = (
                str(problem) if isinstance(problem, (AzureError, PermissionError)) else f"{name}: {problem}"
            )
            context.abort(grpc.StatusCode.UNKNOWN, text)

    return wrapped


class Double(provider_pb2_grpc.ResourceProviderServicer):
    """The provider double."""

    def __init__(self, operator: Operator) -> None:
        self._operator = operator
        self._crud: Crud | None = None

    @property
    def crud(self) -> Crud:
        """The operations, once the engine has configured the provider."""
        if self._crud is None:
            message = "the provider is not configured"
            raise AzureError(message)
        return self._crud

    def Attach(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102 - gRPC's name
        self._operator.engine = request.address
        self._operator.greet()
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102 - gRPC's name
        return plugin_pb2.PluginInfo(version=VERSION)

    def CheckConfig(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102 - gRPC's name
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102 - gRPC's name
        changed = read(request.olds) != read(request.news)
        some = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=some)

    @told
    def Configure(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102 - gRPC's name
        values = {name.rpartition(":")[2]: value for name, value in request.variables.items()}
        self._crud = Crud(Azure(values), self._operator.warn)
        return provider_pb2.ConfigureResponse(supportsPreview=True, supports_autonaming_configuration=True)

    @told
    def Check(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102 - gRPC's name
        kind, inputs = _kind(request.urn), read(request.news)
        own = kind.own_name
        olds = read(request.olds)
        if own is not None and own not in inputs:
            inputs[own] = olds.get(own) or proposed_name(request, own)
        if kind.location and "location" not in inputs:
            inputs["location"] = olds.get("location") or self._location(inputs)
        missing = [name for name in kind.names if name not in ("subscriptionId", own) and name not in inputs]
        failures = [
            provider_pb2.CheckFailure(property=name, reason="missing required property") for name in missing
        ]
        return provider_pb2.CheckResponse(inputs=write(inputs), failures=failures)

    @told
    def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102 - gRPC's name
        return difference(_kind(request.urn), read(request.old_inputs), read(request.news))

    @told
    def Create(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102 - gRPC's name
        kind, inputs = _kind(request.urn), read(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(id="", properties=write(expected_outputs(inputs)))
        path, outputs = self.crud.create(kind, inputs)
        return provider_pb2.CreateResponse(id=path, properties=write(outputs))

    @told
    def Update(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102 - gRPC's name
        kind, inputs = _kind(request.urn), read(request.news)
        if request.preview:
            return provider_pb2.UpdateResponse(
                properties=write({**read(request.olds), **expected_outputs(inputs)})
            )
        return provider_pb2.UpdateResponse(properties=write(self.crud.update(kind, request.id, inputs)))

    @told
    def Read(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102 - gRPC's name
        kind = _kind(request.urn)
        found = self.crud.read(kind, request.id, read(request.inputs), read(request.properties))
        if found is None:
            return provider_pb2.ReadResponse()
        outputs, inputs = found
        return provider_pb2.ReadResponse(id=request.id, properties=write(outputs), inputs=write(inputs))

    @told
    def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102 - gRPC's name
        self.crud.delete(_kind(request.urn), request.id)
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002, D102 - gRPC's name
        return empty_pb2.Empty()

    def _location(self, inputs: dict[str, Any]) -> Any:
        """The resource group's location, as azure-native finds it."""
        group = inputs.get("resourceGroupName")
        if group is None or has_unknown(group):
            return UNKNOWN
        path = f"/subscriptions/{self.crud.azure.subscription}/resourceGroups/{group}"
        found = self.crud.azure.get(path, "2020-10-01")
        return found["location"] if found else UNKNOWN


def _kind(urn: str) -> Kind:
    token = urn.split("::")[2].rsplit("$", maxsplit=1)[-1]
    kind = kind_of(token)
    if kind is None:
        raise AzureError(f"the double does not know the type {token}; see docs/development/rehearsal.md")
    return kind
