"""Hasura's variables in a YAML file: a compose file, or Kubernetes manifests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cli.compose.files import documents_of, env_file, is_compose
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
    for document in documents:
        if is_compose(document):
            project = Project(path, path.parent, document, _lookup(path, outer))
            return _of_hasura(path, project.all_services())
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


def _of_hasura(path: Path, services: Mapping[str, Service]) -> dict[str, str]:
    """The variables of the service that has the JWT secret, else of one that runs Hasura."""
    found = {name: values_of(service) for name, service in services.items()}
    for wanted in (JWT_SECRET, JWT_SECRETS, ""):
        for name, variables in found.items():
            is_hasura = _IMAGE in services[name].image or any(one.startswith(PREFIX) for one in variables)
            if wanted in variables or (not wanted and is_hasura):
                return variables
    raise fail(str(path), "has no service that runs Hasura", f"Give the file that sets {JWT_SECRET}.")
