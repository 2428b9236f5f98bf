"""Hasura's variables in a YAML file: a compose file, or Kubernetes manifests."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from cli.tokens.compose.env_file import EnvFileError, read_env_text
from cli.tokens.compose.template import Lookup, TemplateError, substitute
from hasura.variables import JWT_SECRET, JWT_SECRETS, PREFIX
from infra.problems import ProblemsError, fail

_IMAGE = "hasura/graphql-engine"
_QUOTED = f'Put single quotes around the JSON:\n  {JWT_SECRET}: \'{{"type": "HS256", "key": "..."}}\''


def read_yaml(path: Path, text: str, outer: Mapping[str, str]) -> dict[str, str]:
    """The variables of the Hasura in a compose file or in Kubernetes manifests.

    Args:
        path: The file, for messages and for the files that it names.
        text: Its content.
        outer: The environment of the shell, which fills references.

    Raises:
        ProblemsError: The file is not YAML, or docker compose would refuse it, or no Hasura is in it.
    """
    try:
        documents = [one for one in yaml.safe_load_all(text) if isinstance(one, dict)]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = "" if mark is None else f" at line {mark.line + 1}"
        raise fail(
            str(path), f"is not YAML{where}", f"Correct it: docker compose -f {path} config -q"
        ) from None
    for document in documents:
        if isinstance(document.get("services"), dict):
            return _of_compose(path, document["services"], outer)
    variables: dict[str, str] = {}
    for document in documents:
        variables.update(_of_manifest(path, document))
    if not any(name.startswith(PREFIX) for name in variables):
        raise fail(str(path), "names no variable of Hasura", f"Give the file that sets {JWT_SECRET}.")
    return variables


def _of_compose(path: Path, services: Mapping[str, Any], outer: Mapping[str, str]) -> dict[str, str]:
    lookup = _lookup(path, outer)
    found = {
        name: _of_service(path, name, service, lookup)
        for name, service in services.items()
        if isinstance(service, dict)
    }
    for wanted in (JWT_SECRET, JWT_SECRETS, ""):
        for name, variables in found.items():
            is_hasura = _IMAGE in str(services[name].get("image")) or any(
                variable.startswith(PREFIX) for variable in variables
            )
            if wanted in variables or (not wanted and is_hasura):
                return variables
    raise fail(str(path), "has no service that runs Hasura", f"Give the file that sets {JWT_SECRET}.")


def _lookup(path: Path, outer: Mapping[str, str]) -> Lookup:
    """What fills references: the shell's variables, then those of `.env` beside the file."""
    file = path.parent / ".env"
    beside = _env_file(file, outer.get) if file.is_file() else {}
    return lambda name: outer.get(name, beside.get(name))


def _env_file(path: Path, lookup: Lookup) -> dict[str, str]:
    try:
        return read_env_text(path.read_text(encoding="utf-8"), lookup)
    except OSError as error:
        raise fail(str(path), f"cannot be read: {error.strerror}", "Check the file's name.") from None
    except UnicodeDecodeError:
        raise fail(str(path), "is not UTF-8 text", f"file {path}") from None
    except EnvFileError as error:
        raise env_file_problem(path, error) from None


def env_file_problem(path: Path, error: EnvFileError) -> ProblemsError:
    """The refusal of an env file, with the way to write JSON in one."""
    return fail(
        f"{path} line {error.line}",
        f"{error}: docker compose refuses the file",
        "Put single quotes around the JSON, with plain double quotes inside:\n"
        f'  {JWT_SECRET}=\'{{"type": "HS256", "key": "..."}}\'',
    )


def _of_service(path: Path, name: str, service: Mapping[str, Any], lookup: Lookup) -> dict[str, str]:
    variables: dict[str, str] = {}
    for file, required in _env_files(service.get("env_file"), lookup, path):
        if required or (path.parent / file).is_file():
            variables.update(_env_file(path.parent / file, lookup))
    for variable, value in _pairs(service.get("environment")):
        where = f"{path} services.{name}.environment"
        if isinstance(value, dict | list):
            raise fail(f"{where}.{variable}", "is a mapping, and docker compose wants a text", _QUOTED)
        filled = lookup(variable) if value is None else _filled(where, _scalar(value), lookup)
        if filled is not None:
            variables[variable] = filled
    return variables


def _env_files(given: Any, lookup: Lookup, path: Path) -> Iterator[tuple[str, bool]]:
    for entry in given if isinstance(given, list) else [given]:
        file = entry.get("path") if isinstance(entry, dict) else entry
        if isinstance(file, str):
            required = not isinstance(entry, dict) or entry.get("required") is not False
            yield _filled(f"{path} env_file", file, lookup), required


def _pairs(environment: Any) -> Iterator[tuple[str, Any]]:
    """The entries of `environment`, a mapping or a list of texts; a value of None is the shell's own."""
    if isinstance(environment, dict):
        yield from ((str(name), value) for name, value in environment.items())
    elif isinstance(environment, list):
        for entry in environment:
            name, equals, value = str(entry).partition("=")
            yield name, value if equals else None


def _scalar(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _filled(where: str, text: str, lookup: Lookup) -> str:
    try:
        return substitute(text, lookup)
    except TemplateError as error:
        raise fail(
            where, f"{error}; a plain $ is written $$", "Set the variable, or write $$ for $."
        ) from None


def _of_manifest(path: Path, document: Mapping[str, Any]) -> dict[str, str]:
    """The variables that a Kubernetes object sets: a Secret, a ConfigMap, or the `env` of a container."""
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
