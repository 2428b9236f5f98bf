"""The operation of a request: parsed, chosen by its name, and not too costly."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graphql import (
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
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
    """A request with its document, and the operation in it that is asked for."""

    request: GraphQLRequest
    document: DocumentNode
    definition: OperationDefinitionNode

    @property
    def kind(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.definition.operation


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
    return Operation(request, document, operation)


def as_query(operation: Operation) -> GraphQLRequest:
    """The query that a live query asks again and again.

    Raises:
        QueryError: It asks for several things at once.
    """
    if len(operation.definition.selection_set.selections) != 1:
        raise QueryError("subscriptions must select one top level field")
    text, place = operation.request.query, operation.definition.loc
    start = place.start if place else 0
    return replace(operation.request, query=f"{text[:start]}query{text[start:].removeprefix(_WORD)}")
