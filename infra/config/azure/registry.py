"""The registry of Azure's that the image is pulled from: the setting `herm:registryId`."""

from __future__ import annotations

import re

from infra.config.azure.names import id_form
from infra.config.reader import ConfigReader

_REGISTRY = re.compile(id_form("Microsoft.ContainerRegistry/registries"), re.IGNORECASE)


def read_registry(reader: ConfigReader) -> str:
    """Its id, or ""; without the right one App Service would be refused the image after minutes."""
    path = reader.text("registryId")
    if not path:
        return ""
    found = _REGISTRY.fullmatch(path)
    if found is None:
        reader.problem("registryId", f"is {path!r}; it is what `az acr show --query id` prints")
    elif not reader.text("hasuraImage").startswith(f"{found['name'].lower()}.azurecr.io/"):
        reader.problem("registryId", f"is of a registry that herm:hasuraImage is not in: {found['name']}")
    return path
