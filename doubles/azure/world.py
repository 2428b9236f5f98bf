"""What every part of the emulator works on: the stored resources, the account and the clock."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from doubles.azure.account import Account
from doubles.azure.errors import bad_request
from doubles.azure.gate import Gate
from doubles.azure.hosts import VAULT_DOMAIN
from doubles.azure.ids import ResourceId, parse
from doubles.azure.store import Store

Resource = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One request.

    Attributes:
        method: HTTP's method.
        host: The host that was asked, without its port.
        path: The path, without a slash at its end.
        query: The query's values by name.
        headers: The headers, by names in lower case.
        content: The body as it came.
        names: What the placeholders of the route stand for.
        caller: The claims of the token, where the route asks for one.
    """

    method: str
    host: str
    path: str
    query: dict[str, str]
    headers: Mapping[str, str]
    content: bytes = b""
    names: dict[str, str] = field(default_factory=dict)
    caller: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    @property
    def body(self) -> Any:
        """The body as JSON; None when there is none.

        Raises:
            ArmError: It is not JSON.
        """
        if not self.content:
            return None
        try:
            return json.loads(self.text)
        except json.JSONDecodeError:
            raise bad_request("The request content is not valid JSON.") from None


@dataclass(frozen=True)
class Answer:
    """What is sent back."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class World:
    """The emulated cloud.

    Attributes:
        operation_seconds: How long a long-running operation lasts.
        role_seconds: After how long a role assignment takes effect.
        lock_seconds: How long a lock that was taken away is still in force.
    """

    store: Store
    account: Account
    port: int
    gate: Gate
    operation_seconds: float = 0.3
    role_seconds: float = 0.0
    lock_seconds: float = 0.0

    @property
    def url(self) -> str:
        """Where ARM and the login endpoint are."""
        return f"https://127.0.0.1:{self.port}"

    @property
    def vault_suffix(self) -> str:
        """What follows a vault's name in its host."""
        return VAULT_DOMAIN

    def now(self) -> float:
        """What Azure's clock says: the machine's, and what it was moved by."""
        return time.time() + float(self.store.get("clock", "ahead") or 0)

    def move_clock(self, seconds: float) -> None:
        """Let time pass in Azure."""
        self.store.put("clock", "ahead", float(self.store.get("clock", "ahead") or 0) + seconds)

    def find(self, key: str) -> Resource | None:
        """The stored resource of an id, whatever its case."""
        found: Resource | None = self.store.get("resource", key.lower())
        return found

    def save(self, rid: ResourceId, resource: Resource) -> None:
        """Keep a resource."""
        self.store.put("resource", rid.key, resource)

    def erase(self, rid: ResourceId) -> None:
        """Forget a resource."""
        self.store.remove("resource", rid.key)

    def below(self, key: str) -> Iterator[tuple[ResourceId, Resource]]:
        """The resources inside a scope or resource, extensions and children alike."""
        for _, resource in self.store.items("resource", key.lower().rstrip("/") + "/"):
            yield parse(resource["id"]), resource

    def all_of(self, kind: str) -> Iterator[tuple[ResourceId, Resource]]:
        """Every resource of a type."""
        for _, resource in self.store.items("resource"):
            rid = parse(resource["id"])
            if rid.type == kind:
                yield rid, resource


def stamp(moment: float | None = None) -> str:
    """A moment (by default now) as ARM writes it."""
    at = dt.datetime.fromtimestamp(time.time() if moment is None else moment, dt.UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def merged(old: Any, new: Any) -> Any:
    """A JSON object with another's members laid over it, as PATCH does."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}


def without_nulls(value: Any) -> Any:
    """A JSON value without the members that are null."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value
