"""What a project may not hold on a certain stack, found before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from delivery.folder.layout import SOURCES
from delivery.folder.project import Project
from delivery.folder.text import at, shown
from delivery.folder.yaml_text import Placed
from delivery.metadata.references import literal_addresses, references
from infra.problems import Problem


def check_project(
    project: Project, stack: str, variables: Collection[str], set_variable: Callable[[str], str]
) -> tuple[Problem, ...]:
    """Every problem that the project has on a stack.

    Args:
        project: The project.
        stack: The stack's name, for the words.
        variables: The environment variables that Hasura has there.
        set_variable: Gives the command that sets one of them.
    """
    return (*_addresses(project), *_variables(project, stack, variables, set_variable), *_databases(project))


def _addresses(project: Project) -> list[Problem]:
    reason = (
        "has a database's address in plain text: it is the same on every stack, so prod would use dev's "
        "database, and its password is known to all who read the file; write database_url: {from_env: NAME}"
    )
    return [_at(mapping, place, reason) for place, mapping in literal_addresses(project.metadata)]


def _variables(
    project: Project, stack: str, variables: Collection[str], set_variable: Callable[[str], str]
) -> list[Problem]:
    found: dict[str, Problem] = {}
    for reference in references(project.metadata):
        name = reference.variable
        if name not in variables and name not in found:
            reason = f"needs the environment variable {name}, which Hasura does not have on stack {stack}"
            where = _at(reference.mapping, reference.place, reason)
            found[name] = Problem(where.where, reason, set_variable(name))
    return list(found.values())


def _databases(project: Project) -> list[Problem]:
    """Migrations of a database that metadata does not know would never be applied."""
    known = {str(source.get("name")) for source in project.metadata["sources"] if isinstance(source, Mapping)}
    return [
        Problem(
            shown(next(folder for folder in migrations[0].up.parents if folder.name == database)),
            f"has migrations of the database {database}, which is not a source in metadata",
            f"name it in {shown(project.folder / 'metadata' / SOURCES)}, or rename the folder",
        )
        for database, migrations in project.migrations.items()
        if migrations and database not in known
    ]


def _at(mapping: Mapping[str, Any], place: str, reason: str) -> Problem:
    if isinstance(mapping, Placed):
        return at(mapping.file, mapping.line, reason)
    return Problem(place, reason, "see that place in the metadata folder")
