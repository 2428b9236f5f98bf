"""Hasura's variables in Kubernetes manifests."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.problems import fail


def variables_of_manifest(path: Path, document: Mapping[str, Any]) -> dict[str, str]:
    """The variables that a Kubernetes object sets: a Secret, a ConfigMap, or the `env` of a container.

    Raises:
        ProblemsError: What a Secret has under `data` is not base64.
    """
    kind = document.get("kind")
    variables: dict[str, str] = {}
    for name, value in _texts(document.get("data")):
        variables[name] = _decoded(path, name, value) if kind == "Secret" else value
    variables.update(_texts(document.get("stringData")))
    variables.update(_containers(document))
    return variables


def _texts(mapping: Any) -> Iterator[tuple[str, str]]:
    for name, value in mapping.items() if isinstance(mapping, dict) else ():
        if isinstance(value, str):
            yield str(name), value


def _decoded(path: Path, name: str, value: str) -> str:
    try:
        return base64.b64decode("".join(value.split()), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise fail(
            f"{path} data.{name}",
            "is not the base64 of a text, which Kubernetes wants under data",
            "Move it to stringData, where the text itself stands.",
        ) from None


def _containers(value: Any) -> Iterator[tuple[str, str]]:
    """Every `name` and `value` of an `env` list, wherever it stands."""
    if isinstance(value, dict):
        given = value.get("env")
        for entry in given if isinstance(given, list) else ():
            if isinstance(entry, dict) and isinstance(entry.get("value"), str):
                yield str(entry.get("name")), entry["value"]
        for inner in value.values():
            yield from _containers(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _containers(inner)
