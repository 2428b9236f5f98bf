"""What a request names in its conditions and orders, in the document or in variables."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from graphql import (
    ArgumentNode,
    ObjectFieldNode,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    parse,
    visit,
)

from doubles.standin.graphql.request import GraphQLRequest, QueryError

_WHERE, _AGGREGATE = "where", "_aggregate"


def refuse_unguarded(request: GraphQLRequest, relations: Collection[str]) -> None:
    """Refuse what postrust finds by rows that the role may not see.

    Those are conditions and orders by aggregates of related rows, and, in a mutation, conditions by
    related rows. Too much is refused rather than too little: names count, and not the types of their places.

    Args:
        request: Of a role with permissions; it can be parsed.
        relations: The names of all relationships and computed fields.

    Raises:
        QueryError: It has one.
    """
    body = request.body()
    if b"mutation" not in body and _AGGREGATE.encode() not in body:
        return
    seen = _Seen()
    visit(parse(request.query, no_location=True), seen)
    for name, value in (request.variables or {}).items():
        seen.take(value, name in seen.conditions)
    for name, in_condition in seen.names:
        aggregate = name.endswith(_AGGREGATE) and name.removesuffix(_AGGREGATE) in relations
        if aggregate or (seen.mutates and in_condition and name in relations):
            reason = f"herm's stand-in engine takes '{name}' in this place from the admin alone"
            raise QueryError(f"{reason}: docs/development/stand-in.md", code="not-supported")


class _Seen(Visitor):
    """The names of input objects' fields, with whether they are part of a condition."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[tuple[str, bool]] = set()
        self.conditions: set[str] = set()
        self.mutates = False
        self._depth = 0

    def take(self, value: Any, in_condition: bool) -> None:
        """A variable's value, which may be nested deeply."""
        left = [(value, in_condition)]
        while left:
            now, inside = left.pop()
            if isinstance(now, dict):
                self.names |= {(name, inside) for name in now}
                left += [(part, inside or name == _WHERE) for name, part in now.items()]
            elif isinstance(now, list):
                left += [(part, inside) for part in now]

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
        self.mutates |= node.operation is OperationType.MUTATION

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        self._depth += node.name.value == _WHERE

    def leave_argument(self, node: ArgumentNode, *_: Any) -> None:
        self._depth -= node.name.value == _WHERE

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> None:
        self.names.add((node.name.value, self._depth > 0))
        self._depth += node.name.value == _WHERE

    def leave_object_field(self, node: ObjectFieldNode, *_: Any) -> None:
        self._depth -= node.name.value == _WHERE

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        if self._depth:
            self.conditions.add(node.name.value)
