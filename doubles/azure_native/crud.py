"""Create, read, update and delete as azure-native does them, request by request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from doubles.azure_native.body import to_body, to_outputs, with_drift, writable
from doubles.azure_native.catalogue import Kind
from doubles.azure_native.client import Azure
from doubles.azure_native.errors import AzureError, checked


@dataclass
class HalfDone(Exception):  # noqa: N818 - it says what happened, the cause is the error
    """The resource was made, but could not be brought to its end."""

    id: str
    outputs: dict[str, Any]
    reason: str


@dataclass
class Crud:
    """The operations on resources of one cloud.

    Attributes:
        azure: The connection to it.
        warn: Shows the operator a sentence.
    """

    azure: Azure
    warn: Callable[[str], None]

    def id_of(self, kind: Kind, inputs: dict[str, Any]) -> str:
        """The id that inputs stand for."""
        plain = {key: str(value).strip("/") for key, value in inputs.items()}
        return kind.path.format(**{"subscriptionId": self.azure.subscription, **plain})

    def create(self, kind: Kind, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Make a resource that must not be there yet.

        Raises:
            AzureError: It is there, or ARM refused it.
            HalfDone: It was taken, and then something failed.
        """
        path = self.id_of(kind, inputs)
        found = self._get(kind, path)
        if found is not None and kind.default is None:
            message = f"cannot create already existing resource '{path}'"
            raise AzureError(message)
        body = self._body(kind, inputs)
        if kind.kept and found is None:
            body.setdefault("properties", {}).setdefault(kind.kept, [])
        return path, self._put(kind, path, body, inputs)

    def update(self, kind: Kind, path: str, inputs: dict[str, Any]) -> dict[str, Any]:
        """Bring a resource to new inputs.

        Raises:
            AzureError: ARM refused.
        """
        body = self._body(kind, inputs)
        if kind.kept and kind.kept not in body.get("properties", {}):
            there = self.azure.get(path, kind.version) or {}
            body.setdefault("properties", {})[kind.kept] = (there.get("properties") or {}).get(kind.kept, [])
        return self._put(kind, path, body, inputs)

    def delete(self, kind: Kind, path: str) -> None:
        """Remove a resource, or reset one that cannot be removed.

        Raises:
            AzureError: ARM refused.
        """
        if kind.vault_secret:
            parts = path.split("/")
            self.azure.delete_secret(parts[-3], parts[-1])
            return
        if kind.default is not None:
            body = kind.default or self._default(path, kind.version)
            answer = self.azure.request("PUT", path, kind.version, body)
            if answer.status_code != 404:
                self.azure.finish(checked(answer), path, kind.version, deletes=False)
            return
        answer = self.azure.request("DELETE", path, kind.version, query=dict(kind.delete_query))
        if answer.status_code != 404:
            self.azure.finish(checked(answer), path, kind.version, deletes=True)

    def read(
        self, kind: Kind, path: str, inputs: dict[str, Any], before: dict[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """What a resource is now, and the inputs that say so; None when it is gone."""
        body = self._get(kind, path)
        if body is None:
            return None
        outputs = self._outputs(kind, body, inputs)
        # With nothing known before, this is an import: the id and what can be written are the inputs.
        inputs = inputs or kind.names_in(path)
        seen = {
            key: with_drift(value, before.get(key), outputs.get(key), open_map=key in ("tags", *kind.maps))
            for key, value in inputs.items()
        }
        for key, value in outputs.items():
            fresh = key not in inputs and before.get(key) != value and writable(key, kind.shape)
            if fresh and key not in (*kind.names, kind.kept):
                seen[key] = value
        return outputs, seen

    def _put(self, kind: Kind, path: str, body: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
        answer = checked(self.azure.request("PUT", path, kind.version, body))
        taken = answer.json() if answer.content else {}
        try:
            taken = self.azure.finish(answer, path, kind.version, deletes=False) or taken
        except AzureError as problem:
            raise HalfDone(path, self._outputs(kind, taken, inputs), str(problem)) from problem
        try:
            taken = self._get(kind, path) or taken
        except AzureError as problem:
            self.warn(f"Failed to read resource after Create. Please report this issue. {problem}")
        return self._outputs(kind, taken, inputs)

    def _get(self, kind: Kind, path: str) -> dict[str, Any] | None:
        if kind.read_by_post:
            answer = self.azure.request("POST", f"{path}/list", kind.version)
            if answer.status_code == 404:
                return None
            listed: dict[str, Any] = checked(answer).json()
            return listed
        body = self.azure.get(path, kind.version)
        if body is not None and kind.site:
            config = self.azure.get(f"{path}/config/web", kind.version) or {}
            properties = {**body.get("properties", {}), "siteConfig": config.get("properties", {})}
            properties["siteConfig"].pop("publishingUsername", None)
            body = {**body, "properties": properties}
        return body

    def _default(self, path: str, version: str) -> dict[str, Any]:
        """The body that resets a server parameter: its own default."""
        found = (self.azure.get(path, version) or {}).get("properties", {})
        return {"properties": {"value": found.get("defaultValue", ""), "source": "system-default"}}

    def _body(self, kind: Kind, inputs: dict[str, Any]) -> dict[str, Any]:
        in_body = {key: value for key, value in inputs.items() if key not in kind.names}
        return to_body(in_body, kind.shape)

    def _outputs(self, kind: Kind, body: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
        keep = "properties" in inputs or kind.maps != () or kind.kept == "accessPolicies" or kind.vault_secret
        outputs = to_outputs(body, keep_properties=keep)
        outputs["azureApiVersion"] = kind.version
        outputs.pop("id", None)
        return outputs
