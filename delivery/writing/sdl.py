"""Types of metadata as nodes of GraphQL's language; delivery/folder/sdl.py is the way back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graphql.language import ast, parse_type


def root(name: str, fields: Sequence[ast.FieldDefinitionNode]) -> ast.ObjectTypeDefinitionNode:
    """Mutation or Query, whose fields are the actions."""
    return ast.ObjectTypeDefinitionNode(name=_name(name), fields=tuple(fields))


def field(name: str, output: str, more: Mapping[str, Any]) -> ast.FieldDefinitionNode:
    """A field of an object, or an action; `more` may have a description and arguments."""
    return ast.FieldDefinitionNode(
        name=_name(name),
        type=parse_type(output),
        description=_description(more),
        arguments=tuple(_inputs(more.get("arguments") or ())),
    )


def definition(kind: str, one: Mapping[str, Any]) -> ast.TypeDefinitionNode:
    """A custom type, by metadata's word for its kind."""
    named: dict[str, Any] = {"name": _name(one["name"]), "description": _description(one)}
    match kind:
        case "enums":
            values = tuple(
                ast.EnumValueDefinitionNode(name=_name(value["value"]), description=_description(value))
                for value in one["values"]
            )
            return ast.EnumTypeDefinitionNode(**named, values=values)
        case "input_objects":
            return ast.InputObjectTypeDefinitionNode(**named, fields=tuple(_inputs(one["fields"])))
        case "objects":
            fields = tuple(field(part["name"], part["type"], part) for part in one["fields"])
            return ast.ObjectTypeDefinitionNode(**named, fields=fields)
        case _:
            return ast.ScalarTypeDefinitionNode(**named)


def _inputs(inputs: Iterable[Mapping[str, Any]]) -> Iterable[ast.InputValueDefinitionNode]:
    for one in inputs:
        yield ast.InputValueDefinitionNode(
            name=_name(one["name"]), type=parse_type(one["type"]), description=_description(one)
        )


def _name(name: str) -> ast.NameNode:
    return ast.NameNode(value=name)


def _description(described: Mapping[str, Any]) -> ast.StringValueNode | None:
    text = described.get("description")
    return ast.StringValueNode(value=text, block="\n" in text) if text else None
