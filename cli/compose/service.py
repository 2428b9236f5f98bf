"""What a service of a compose file sets: its env files, then its environment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli.compose.files import env_file, filled
from cli.compose.tags import Reset, replaces
from cli.compose.template import Lookup
from hasura.variables import JWT_SECRET
from infra.problems import fail

_QUOTED = f'Put single quotes around the JSON:\n  {JWT_SECRET}: \'{{"type": "HS256", "key": "..."}}\''

_MEMBERS = ("image", "env_file", "environment", "ports")


@dataclass(frozen=True)
class EnvFile:
    """An env file of a service: where it is, what fills its references, whether it has to be there."""

    path: Path
    lookup: Lookup
    required: bool


@dataclass(frozen=True)
class Service:
    """The part of a service that decides its variables.

    Attributes:
        image: Its name, empty where it is built.
        env_files: In their order; the last one wins.
        environment: Which wins over all files; None unsets a variable.
        ports: Port on this machine by the port inside; ranges and ports that Docker chooses are left out.
        instead: The members that take the place of another file's, and are not merged with them.
        without: Variables whose entry in another file's environment is taken away.
    """

    image: str
    env_files: tuple[EnvFile, ...]
    environment: Mapping[str, str | None]
    ports: Mapping[int, int] = field(default_factory=dict)
    instead: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()

    def over(self, other: Service) -> Service:
        """Both merged by the specification: this image, the other's files first, this environment wins."""
        image = "" if "image" in self.instead else other.image
        files = () if "env_file" in self.instead else other.env_files
        environment = {} if "environment" in self.instead else other.environment
        left = {name: value for name, value in environment.items() if name not in self.without}
        ports = {} if "ports" in self.instead else other.ports
        return Service(
            self.image or image,
            (*files, *(one for one in self.env_files if one not in files)),
            {**left, **self.environment},
            {**ports, **self.ports},
            self.instead | other.instead,
            self.without | other.without,
        )


def service_of(where: str, given: Mapping[str, Any], folder: Path, lookup: Lookup) -> Service:
    """A service as its file writes it; its paths are relative to the folder.

    Raises:
        ProblemsError: Docker compose would refuse it.
    """
    image = given.get("image")
    return Service(
        filled(f"{where}.image", image, lookup) if isinstance(image, str) else "",
        tuple(_env_files(where, given.get("env_file"), folder, lookup)),
        dict(_environment(f"{where}.environment", given.get("environment"), lookup)),
        dict(_ports(f"{where}.ports", given.get("ports"), lookup)),
        frozenset(name for name in _MEMBERS if replaces(given.get(name))),
        frozenset(name for name, value in _pairs(given.get("environment")) if isinstance(value, Reset)),
    )


def values_of(service: Service) -> dict[str, str]:
    """The variables that the service's container gets.

    Raises:
        ProblemsError: An env file that is required is not there, or docker compose would refuse one.
    """
    variables: dict[str, str] = {}
    for file in service.env_files:
        if file.required or file.path.is_file():
            variables.update(env_file(file.path, file.lookup))
    merged = {**variables, **service.environment}
    return {name: value for name, value in merged.items() if value is not None}


def _env_files(where: str, given: Any, folder: Path, lookup: Lookup) -> Iterator[EnvFile]:
    for entry in given if isinstance(given, list) else [given]:
        file = entry.get("path") if isinstance(entry, dict) else entry
        if isinstance(file, str):
            required = not isinstance(entry, dict) or entry.get("required") is not False
            yield EnvFile(folder / filled(f"{where}.env_file", file, lookup), lookup, required)


def _ports(where: str, given: Any, lookup: Lookup) -> Iterator[tuple[int, int]]:
    """The published ports, in the short form `[IP:]PORT:PORT[/tcp]` or the long one."""
    for entry in given if isinstance(given, list) else ():
        if isinstance(entry, dict):
            inside, outside = str(entry.get("target")), filled(where, str(entry.get("published")), lookup)
        else:
            *_, outside, inside = ["", "", *filled(where, str(entry), lookup).removesuffix("/tcp").split(":")]
        if inside.isdecimal() and outside.isdecimal():
            yield int(inside), int(outside)


def _environment(where: str, given: Any, lookup: Lookup) -> Iterator[tuple[str, str | None]]:
    for variable, value in _pairs(given):
        if isinstance(value, Reset):
            continue
        if isinstance(value, dict | list):
            raise fail(f"{where}.{variable}", "is a mapping, and docker compose wants a text", _QUOTED)
        yield variable, lookup(variable) if value is None else filled(where, _scalar(value), lookup)


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
