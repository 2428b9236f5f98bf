"""What a request body may look like, derived from the models in the `azure-mgmt-*` packages."""

from __future__ import annotations

import functools
import importlib

from doubles.azure.shapes import mapped, typed
from doubles.azure.shapes.shape import Record


@functools.cache
def shape_of(module: str, model: str) -> Record:
    """The shape that a model class stands for.

    Args:
        module: The module of Azure's packages.
        model: The class in it.
    """
    found = getattr(importlib.import_module(module), model)
    return mapped.record(found) if hasattr(found, "_attribute_map") else typed.record(found)
