"""The files of a metadata folder: one for each table and function, one for each other kind of object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from delivery.folder.layout import ACTIONS, LISTS, MAPPINGS, SOURCES, TYPES, VERSION
from delivery.folder.yaml_text import INCLUDE
from delivery.metadata.references import literal_addresses
from delivery.writing.types import actions_document, types_text
from delivery.writing.yaml_out import Quoted, dump
from infra.problems import Problem, ProblemsError

PARTS = {"tables": "table", "functions": "function"}
"""The lists of a source that have a folder of their own, and the member that names an entry."""

_ALWAYS = ("api_limits", "graphql_schema_introspection", "network")
"""The mappings that the CLI writes when they are empty too."""

_UNFIT = re.compile(r"[^\w.-]")


def metadata_files(metadata: Mapping[str, Any]) -> dict[str, str]:
    """Paths in the metadata folder, and texts, in the order in which they are to be written.

    A file comes before the one that includes it, so a folder that is half written still reads as a whole.

    Raises:
        ProblemsError: The metadata holds what a project's files must not: a database's address in plain text,
            or text that would be read as the name of a file.
    """
    problems = [*_strangers(metadata), *_addresses(metadata), *_includes(metadata)]
    if problems:
        raise ProblemsError(problems)
    files: dict[str, Any] = {}
    taken: set[str] = set()
    files[SOURCES] = [
        _source(source, _free(_fit(source["name"]), taken), files) for source in metadata.get("sources") or ()
    ]
    for key, name in LISTS.items():
        files[name] = metadata.get(key) or []
    for key, name in MAPPINGS.items():
        if metadata.get(key) or key in _ALWAYS:
            files[name] = metadata.get(key) or {}
    files[VERSION] = {"version": 3}
    texts = {name: dump(value) for name, value in files.items()}
    return {TYPES: types_text(metadata), ACTIONS: dump(actions_document(metadata)), **texts}


def _source(source: Mapping[str, Any], own: str, files: dict[str, Any]) -> dict[str, Any]:
    """An entry of databases.yaml; its tables and functions go to files of their own, in its own folder."""
    entry = dict(source)
    for part, member in PARTS.items():
        folder = f"{own}/{part}"
        taken = set(PARTS)
        names = [f"{_free(_file_name(one[member]), taken)}.yaml" for one in source.get(part) or ()]
        for name, one in zip(names, source.get(part) or (), strict=True):
            files[f"databases/{folder}/{name}"] = one
        files[f"databases/{folder}/{part}.yaml"] = [Quoted(f"{INCLUDE} {name}") for name in names]
        entry[part] = Quoted(f"{INCLUDE} {folder}/{part}.yaml")
    return entry


def _file_name(entry: Any) -> str:
    """`schema_name.yaml`; of other databases' names all parts, in their order."""
    if isinstance(entry, Mapping):
        ordered = {"schema": entry.get("schema"), **{key: entry[key] for key in sorted(entry)}}
        return _fit("_".join(str(value) for value in ordered.values() if value is not None))
    return _fit(f"public_{entry}" if isinstance(entry, str) else "_".join(map(str, entry)))


def _free(name: str, taken: set[str]) -> str:
    """A file's name that no other one has, where capitals do not count either."""
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name}_{number}"
    taken.add(free.casefold())
    return free


def _fit(name: str) -> str:
    return _UNFIT.sub("_", name)


def _strangers(metadata: Mapping[str, Any]) -> Iterator[Problem]:
    known = {"version", "sources", "actions", "custom_types", *LISTS, *MAPPINGS}
    for key in metadata:
        if key not in known:
            yield Problem(
                f"metadata.{key}",
                "is of a kind that herm does not know, and would be lost",
                "./herm hasura metadata export writes it",
            )


def _addresses(metadata: Mapping[str, Any]) -> Iterator[Problem]:
    for place, _ in literal_addresses(metadata):
        yield Problem(
            place,
            "has a database's address in plain text, whose password would stand in the project's files",
            "give the source an environment variable as its address, in the console: Data, Manage, Edit",
        )


def _includes(value: Any, place: str = "metadata") -> Iterator[Problem]:
    """Text with this word in it means a file to whoever reads the folder, wherever it stands."""
    if isinstance(value, str) and INCLUDE in value:
        reason = f"has the text {INCLUDE}, which Hasura's CLI and herm read as the name of a file"
        yield Problem(place, reason, "write it in another way, in the console")
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _includes(part, f"{place}.{key}")
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _includes(part, f"{place}[{number}]")
