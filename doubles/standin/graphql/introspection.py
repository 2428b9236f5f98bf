"""`subscription_root` in introspection: postrust answers live queries of every query, and does not show it.

So a document asks postrust for `query_root` where it asks for `subscription_root`, and the answer has the
other name. It shows what the role's own `query_root` does, and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)

from doubles.standin import limits
from doubles.standin.graphql.request import GraphQLRequest

_QUERY, _SUBSCRIPTION = "query_root", "subscription_root"


@dataclass(frozen=True)
class Introspection:
    """A request that asks for the schema: what postrust is asked, and where its answer has other names.

    Attributes:
        schemas: The names in the answer of each `__schema`, and in it of `subscriptionType` and `types`.
    """

    request: GraphQLRequest
    schemas: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]

    def answer(self, body: bytes) -> bytes:
        """Postrust's answer with subscriptions; one without data as it is."""
        document = json.loads(body)
        for schema, roots, types in self.schemas:
            found = (document.get("data") or {}).get(schema) or {}
            for root in roots:
                if root in found:  # unless a directive left it out
                    found[root] = _renamed(found[root])
            for kinds in types:
                known = found.get(kinds, [])
                known += [_renamed(kind) for kind in known if kind.get("name") == _QUERY]
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def asks_for_schema(request: GraphQLRequest) -> bool:
    """Whether a request may ask for the schema; costs nothing, and `introspection` tells it for sure."""
    return "__schema" in request.query


def introspection(request: GraphQLRequest) -> Introspection | None:
    """What a request asks of the schema; None for one that does not ask for it.

    Args:
        request: A request whose document can be read.
    """
    document = parse(request.query, max_tokens=limits.TOKENS)
    schemas, places = [], set()
    for root in _roots(document):
        if root.name.value == "__schema":
            inside = list(_fields(root.selection_set, document, set()))
            asked = [field for field in inside if field.name.value == "subscriptionType"]
            places |= {(field.name.loc.start, field.alias is None) for field in asked if field.name.loc}
            types = [field for field in inside if field.name.value == "types"]
            schemas.append((_key(root), _keys(asked), _keys(types)))
    text = request.query
    for place, alone in sorted(places, reverse=True):
        alias = "subscriptionType: " if alone else ""
        text = f"{text[:place]}{alias}queryType{text[place + len('subscriptionType') :]}"
    return Introspection(replace(request, query=text), tuple(schemas)) if schemas else None


def _roots(document: DocumentNode) -> Iterator[FieldNode]:
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            yield from _fields(definition.selection_set, document, set())


def _fields(
    selections: SelectionSetNode | None, document: DocumentNode, seen: set[str]
) -> Iterator[FieldNode]:
    """The fields of a selection, fragments spread; a fragment that spreads itself is spread once."""
    for selection in selections.selections if selections else ():
        if isinstance(selection, FieldNode):
            yield selection
        elif isinstance(selection, InlineFragmentNode):
            yield from _fields(selection.selection_set, document, seen)
        elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
            seen.add(selection.name.value)
            for other in document.definitions:
                if isinstance(other, FragmentDefinitionNode) and other.name.value == selection.name.value:
                    yield from _fields(other.selection_set, document, seen)


def _key(field: FieldNode) -> str:
    return (field.alias or field.name).value


def _keys(fields: list[FieldNode]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_key(field) for field in fields))


def _renamed(kind: dict[str, Any]) -> dict[str, Any]:
    return kind | {"name": _SUBSCRIPTION} if kind.get("name") == _QUERY else kind
