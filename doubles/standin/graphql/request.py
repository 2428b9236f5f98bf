"""An operation that somebody asks for, and Hasura's answer to one that is not run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class GraphQLRequest:
    """One operation to run."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None

    def body(self) -> bytes:
        """The body of an HTTP request that asks for it."""
        members = {"query": self.query, "operationName": self.operation_name, "variables": self.variables}
        return json.dumps({name: value for name, value in members.items() if value is not None}).encode()


class QueryError(Exception):
    """Hasura's answer to an operation that it does not run."""

    def __init__(self, message: str, path: str = "$", code: str = "validation-failed") -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.code = code

    def body(self) -> dict[str, Any]:
        """One entry of a GraphQL response's `errors`."""
        return {"message": self.message, "extensions": {"path": self.path, "code": self.code}}
