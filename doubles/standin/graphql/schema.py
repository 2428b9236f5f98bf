"""The schema of a Hasura that tracks no table: `__typename`, introspection and an explanation."""

from __future__ import annotations

import re
from typing import Any

from graphql import GraphQLError, OperationType, build_schema, execute_sync, parse, validate

from doubles.standin.graphql.operation import Operation
from doubles.standin.graphql.request import GraphQLRequest, QueryError

NO_QUERIES = (
    "There are no queries available to the current role. Either there are no sources or remote schemas "
    "configured, or the current role doesn't have the required permissions."
)
_SCHEMA = build_schema(
    f'schema {{ query: query_root }} type query_root {{ """{NO_QUERIES}""" no_queries_available: String! }}'
)
_ROOT = {"no_queries_available": NO_QUERIES}
_UNKNOWN_FIELD = re.compile(r"Cannot query field '(\w+)' on type '(\w+)'")


def run(request: GraphQLRequest, operation: Operation) -> dict[str, Any]:
    """The data of an operation that could be read.

    Raises:
        QueryError: The operation is not valid for this schema.
    """
    if operation.kind is not OperationType.QUERY:
        raise QueryError(f"no {operation.kind.value}s exist")
    document = parse(request.query)
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


def _as_hasura(error: GraphQLError) -> QueryError:
    unknown = _UNKNOWN_FIELD.match(error.message)
    if unknown is None:
        return QueryError(error.message)
    field, kind = unknown.groups()
    return QueryError(f"field '{field}' not found in type: '{kind}'", f"$.selectionSet.{field}")
