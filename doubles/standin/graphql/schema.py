"""The schema of a Hasura that tracks no table: `__typename`, introspection and an explanation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    execute_sync,
    get_operation_ast,
    parse,
    validate,
)

from doubles.standin import limits

NO_QUERIES = (
    "There are no queries available to the current role. Either there are no sources or remote schemas "
    "configured, or the current role doesn't have the required permissions."
)
_SCHEMA = build_schema(
    f'schema {{ query: query_root }} type query_root {{ """{NO_QUERIES}""" no_queries_available: String! }}'
)
_ROOT = {"no_queries_available": NO_QUERIES}
_UNKNOWN_FIELD = re.compile(r"Cannot query field '(\w+)' on type '(\w+)'")


@dataclass(frozen=True)
class GraphQLRequest:
    """One operation to run."""

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None


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


def run(request: GraphQLRequest, most_tokens: int = limits.TOKENS) -> dict[str, Any]:
    """The data of an operation.

    Raises:
        QueryError: The operation is not valid for this schema, or has too many tokens.
    """
    try:
        document = parse(request.query, max_tokens=most_tokens)
    except (GraphQLError, RecursionError):
        raise QueryError("not a valid graphql query", "$.query") from None
    operation = _operation(document, request.operation_name)
    if operation.operation is not OperationType.QUERY:
        raise QueryError(f"no {operation.operation.value}s exist")
    try:
        errors = validate(_SCHEMA, document, max_errors=1)
        if errors:
            raise _as_hasura(errors[0])
        variables = dict(request.variables or {})
        result = execute_sync(_SCHEMA, document, _ROOT, None, variables, request.operation_name or None)
    except RecursionError:
        raise QueryError("not a valid graphql query", "$.query") from None
    if result.errors:
        raise _as_hasura(result.errors[0])
    return result.data or {}


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operation = get_operation_ast(document, name or None)
    if operation is None:
        raise QueryError(
            f"no such operation found in the document: '{name}'"
            if name
            else "exactly one operation has to be present in the document when operationName is not specified"
        )
    return operation


def _as_hasura(error: GraphQLError) -> QueryError:
    unknown = _UNKNOWN_FIELD.match(error.message)
    if unknown is None:
        return QueryError(error.message)
    field, kind = unknown.groups()
    return QueryError(f"field '{field}' not found in type: '{kind}'", f"$.selectionSet.{field}")
