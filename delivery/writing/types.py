"""Actions and custom types in the CLI's two files: their types in GraphQL's language, all else in YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from delivery.folder.layout import CUSTOM_TYPES, ROOTS

_TYPED = ("type", "arguments", "output_type")
_IN_GRAPHQL = {"name", "description", "fields", "values"}


def actions_document(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """What actions.yaml holds: actions and custom types without what stands in actions.graphql."""
    custom = metadata.get("custom_types") or {}
    return {
        "actions": [_untyped(action) for action in metadata.get("actions") or ()],
        "custom_types": {
            kind: [
                {"name": one["name"], **{key: one[key] for key in one if key not in _IN_GRAPHQL}}
                for one in custom.get(kind) or ()
            ]
            for kind in CUSTOM_TYPES
        },
    }


def types_text(metadata: Mapping[str, Any]) -> str:
    """What actions.graphql holds; nothing where there are neither actions nor types."""
    custom = metadata.get("custom_types") or {}
    if not metadata.get("actions") and not any(custom.values()):
        return ""
    from graphql.language import ast, print_ast  # noqa: PLC0415 - most projects have no actions

    from delivery.writing import sdl  # noqa: PLC0415

    definitions: list[ast.DefinitionNode] = []
    for root, kind in ROOTS.items():
        fields = [
            sdl.field(action["name"], action["definition"]["output_type"], action["definition"])
            for action in metadata.get("actions") or ()
            if action["definition"].get("type", "mutation") == kind
        ]
        if fields:
            definitions.append(sdl.root(root, fields))
    for kind in CUSTOM_TYPES:
        definitions += [sdl.definition(kind, one) for one in custom.get(kind) or ()]
    return print_ast(ast.DocumentNode(definitions=tuple(definitions))) + "\n"


def _untyped(action: Mapping[str, Any]) -> dict[str, Any]:
    definition = {key: value for key, value in action["definition"].items() if key not in _TYPED}
    return {key: definition if key == "definition" else value for key, value in action.items()}
