"""The operation of a request: parsed, chosen by its name, and not too costly."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graphql import (
    GraphQLError,
    OperationType,
    get_operation_ast,
    parse,
)

from doubles.standin import limits
from doubles.standin.graphql.cost import refuse_costly
from doubles.standin.graphql.request import GraphQLRequest, QueryError

_WORD = OperationType.SUBSCRIPTION.value


@dataclass(frozen=True)
class Operation:
    """The operation of a document that is asked for, in so few words that many can be kept.

    Attributes:
        kind: Query, mutation or subscription.
        place: Where in the document it begins, in characters.
        roots: How many fields or fragments it asks for at its top.
    """

    kind: OperationType
    place: int
    roots: int


def read_operation(request: GraphQLRequest, most_tokens: int = limits.TOKENS) -> Operation:
    """The operation of a request.

    Raises:
        QueryError: It cannot be parsed, or is none, or costs too much.
    """
    try:
        document = parse(request.query, max_tokens=most_tokens)
        refuse_costly(document)
    except (GraphQLError, RecursionError):
        raise QueryError("not a valid graphql query", "$.query") from None
    operation = get_operation_ast(document, request.operation_name or None)
    if operation is None:
        name = request.operation_name
        raise QueryError(
            f"no such operation found in the document: '{name}'"
            if name
            else "exactly one operation has to be present in the document when operationName is not specified"
        )
    place = operation.loc.start if operation.loc else 0
    return Operation(operation.operation, place, len(operation.selection_set.selections))


def as_query(request: GraphQLRequest, operation: Operation) -> GraphQLRequest:
    """The query that a live query asks again and again.

    Raises:
        QueryError: It asks for several things at once.
    """
    if operation.roots != 1:
        raise QueryError("subscriptions must select one top level field")
    before, after = request.query[: operation.place], request.query[operation.place :]
    return replace(request, query=f"{before}query{after.removeprefix(_WORD)}")
