"""Hasura's variables in a YAML file: a compose file, or Kubernetes manifests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cli.compose.files import checked, documents_of, env_file, is_compose
from cli.compose.manifest import variables_of_manifest
from cli.compose.project import Project
from cli.compose.service import Service, values_of
from cli.compose.template import Lookup
from hasura.variables import JWT_SECRET, JWT_SECRETS, PREFIX
from infra.problems import fail

_IMAGE = "hasura/graphql-engine"


def read_yaml(path: Path, text: str, outer: Mapping[str, str]) -> dict[str, str]:
    """The variables of the Hasura in a compose file or in Kubernetes manifests.

    Args:
        path: The file, for messages and for the files that it names.
        text: Its content.
        outer: The environment of the shell, which fills references.

    Raises:
        ProblemsError: The file is not YAML, or docker compose would refuse it, or no Hasura is in it.
    """
    documents = documents_of(path, text)
    if (services := _services(path, documents, outer)) is not None:
        return values_of(services[_of_hasura(path, services)[0]])
    variables: dict[str, str] = {}
    for document in documents:
        variables.update(variables_of_manifest(path, document))
    if not any(name.startswith(PREFIX) for name in variables):
        raise fail(str(path), "names no variable of Hasura", f"Give the file that sets {JWT_SECRET}.")
    return variables


def _lookup(path: Path, outer: Mapping[str, str]) -> Lookup:
    """What fills references: the shell's variables, then those of `.env` beside the file."""
    file = path.parent / ".env"
    beside = env_file(file, outer.get) if file.is_file() else {}
    return lambda name: outer.get(name, beside.get(name))


def read_services(path: Path, text: str, outer: Mapping[str, str]) -> tuple[dict[str, Service], list[str]]:
    """The services of a compose file, and which of them run Hasura, the likeliest first.

    Args:
        path: The file, for messages and for the files that it names.
        text: Its content.
        outer: The environment of the shell, which fills references.

    Raises:
        ProblemsError: Docker compose would refuse the file, or no service of it runs Hasura.
    """
    services = _services(path, documents_of(path, text), outer)
    if services is None:
        raise fail(str(path), "is not a compose file: it has no services", checked(path))
    return services, _of_hasura(path, services)


def _services(
    path: Path, documents: Iterable[Mapping[str, Any]], outer: Mapping[str, str]
) -> dict[str, Service] | None:
    for document in documents:
        if is_compose(document):
            return Project(path, path.parent, document, _lookup(path, outer)).all_services()
    return None


def _of_hasura(path: Path, services: Mapping[str, Service]) -> list[str]:
    """The services that run Hasura: first those that have the JWT secret."""
    found = {name: values_of(service) for name, service in services.items()}
    names = [
        name
        for wanted in (JWT_SECRET, JWT_SECRETS, "")
        for name, variables in found.items()
        if wanted in variables or (not wanted and _is_hasura(services[name], variables))
    ]
    if not names:
        raise fail(str(path), "has no service that runs Hasura", f"Give the file that sets {JWT_SECRET}.")
    return list(dict.fromkeys(names))


def _is_hasura(service: Service, variables: Mapping[str, str]) -> bool:
    return _IMAGE in service.image or any(one.startswith(PREFIX) for one in variables)
