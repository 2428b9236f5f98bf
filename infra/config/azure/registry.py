"""The registry of Azure's that the image is pulled from: the setting `herm:registryId`."""

from __future__ import annotations

import re

from infra.config.azure.names import id_form
from infra.config.images import azure_registry
from infra.config.reader import ConfigReader

ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d"
"""Azure's built-in role "AcrPull": pull images, push none."""

_REGISTRY = re.compile(id_form("Microsoft.ContainerRegistry/registries"), re.IGNORECASE)


def read_registry(reader: ConfigReader) -> str:
    """Its id, or ""; without the right one App Service would be refused the image after minutes."""
    path = reader.text("registryId")
    if not path:
        return ""
    found = _REGISTRY.fullmatch(path)
    if found is None:
        reader.problem("registryId", f"is {path!r}; it is what `az acr show --query id` prints")
    elif azure_registry(reader.text("hasuraImage")) != found["name"].lower():
        reason = f"is of a registry that herm:hasuraImage is not in: {found['name']}"
        reader.problem("registryId", reason, reader.remove("registryId"))
    return path
