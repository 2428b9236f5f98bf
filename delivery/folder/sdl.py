"""actions.graphql: the types of actions in GraphQL's language, as metadata has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphql import GraphQLSyntaxError
from graphql.language import ast, parse, print_ast

from delivery.folder.layout import CUSTOM_TYPES, ROOTS
from delivery.folder.text import at
from infra.problems import ProblemsError


@dataclass
class Types:
    """What the file says.

    Attributes:
        actions: By name: type, arguments and output of each action.
        custom: By metadata's word for the kind: the types of that kind, by name.
    """

    actions: dict[str, dict[str, Any]] = field(default_factory=dict)
    custom: dict[str, dict[str, dict[str, Any]]] = field(
        default_factory=lambda: {kind: {} for kind in CUSTOM_TYPES}
    )


def read_types(text: str, file: Path) -> Types:
    """The types in a text.

    Raises:
        ProblemsError: It is not GraphQL, or defines what actions cannot have.
    """
    try:
        document = parse(text) if text else ast.DocumentNode(definitions=())
    except GraphQLSyntaxError as error:
        line = error.locations[0].line if error.locations else 1
        raise ProblemsError([at(file, line, f"is not GraphQL: {error.message}")]) from None
    types = Types()
    for definition in document.definitions:
        if not _take(types, definition):
            line = definition.loc.start_token.line if definition.loc else 1
            what = definition.kind.replace("_", " ")
            raise ProblemsError(
                [at(file, line, f"has a {what}; actions know types, inputs, enums and scalars")]
            )
    return types


def _take(types: Types, definition: Any) -> bool:
    """Put one definition where it belongs; False where there is no such place."""
    match definition:
        case ast.ObjectTypeDefinitionNode() | ast.ObjectTypeExtensionNode() if definition.name.value in ROOTS:
            kind = ROOTS[definition.name.value]
            for one in definition.fields or ():
                types.actions[one.name.value] = {
                    "type": kind,
                    "arguments": _fields(one.arguments or ()),
                    "output_type": print_ast(one.type),
                    **_comment(one),
                }
        case ast.ObjectTypeDefinitionNode():
            _put(types, "objects", definition, {"fields": _fields(definition.fields or ())})
        case ast.InputObjectTypeDefinitionNode():
            _put(types, "input_objects", definition, {"fields": _fields(definition.fields or ())})
        case ast.EnumTypeDefinitionNode():
            values = [{"value": one.name.value, **_described(one)} for one in definition.values or ()]
            _put(types, "enums", definition, {"values": values})
        case ast.ScalarTypeDefinitionNode():
            _put(types, "scalars", definition, {})
        case _:
            return False
    return True


def _put(types: Types, kind: str, definition: Any, members: dict[str, Any]) -> None:
    name = definition.name.value
    types.custom[kind][name] = {"name": name, **_described(definition), **members}


def _fields(fields: Iterable[Any]) -> list[dict[str, Any]]:
    """Fields and arguments, which have the same form."""
    return [
        {
            "name": one.name.value,
            "type": print_ast(one.type),
            **_described(one),
            **({"arguments": _fields(one.arguments)} if getattr(one, "arguments", None) else {}),
        }
        for one in fields
    ]


def _described(node: Any) -> dict[str, str]:
    return {"description": node.description.value} if node.description else {}


def _comment(node: Any) -> dict[str, str]:
    return {"comment": node.description.value} if node.description else {}
