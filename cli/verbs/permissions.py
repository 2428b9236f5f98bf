"""`./herm permissions`: who may do what, in words, and what differs from another version."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click

from cli.console import print_json
from cli.paths import DEV
from cli.permissions.exported import of_stack
from cli.permissions.folder import of_folder, of_reference
from cli.permissions.markdown import markdown
from cli.permissions.review import as_json, review
from cli.permissions.tables import print_review
from cli.project.locate import needed_folder
from cli.stack.settings import plain, settings, value_of
from hasura.permissions.findings import Severity
from hasura.permissions.sessions import Sessions, sessions_of, with_variables
from hasura.start.startup import start
from infra.contract import environment

EXAMPLES = """\b
Examples:
  ./herm permissions
  ./herm permissions --against origin/main --fail-on error
  ./herm permissions --stack dev --json
"""


@click.command(epilog=EXAMPLES)
@click.option(
    "--project",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The folder of the Hasura project; herm:project unless given.",
)
@click.option("--stack", help="Ask this stack's running API for its metadata, and judge by its JWT secret.")
@click.option(
    "--against", metavar="REF", help="Tell only what differs from the folder at this reference of git's."
)
@click.option("--json", "as_document", is_flag=True, help="Machine-readable.")
@click.option("--markdown", "as_markdown", is_flag=True, help="For a comment on a pull request.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    help="Exit code 1 where a finding is as severe as this.",
)
@click.option("--token-role", "roles", multiple=True, help="A role that tokens carry; may be repeated.")
@click.option("--token-variable", "variables", multiple=True, help="A session variable that tokens carry.")
def permissions(  # noqa: PLR0913, PLR0917 - click passes one argument for each option, by name
    project: Path | None,
    stack: str | None,
    against: str | None,
    as_document: bool,
    as_markdown: bool,
    fail_on: Severity | None,
    roles: tuple[str, ...],
    variables: tuple[str, ...],
) -> int:
    """Tell who may do what: role, table, operation, columns, and the row rule in words.

    With --against only the difference, for a reviewer. Nothing is changed, neither files nor the API.
    """
    if as_document and as_markdown:
        raise click.UsageError("Give --json or --markdown, not both.")
    sessions = Sessions()
    if stack:
        found = settings(stack)
        sessions = sessions_of(start({one.name: one.reveal() for one in environment(found)}))
        name, metadata = f"stack {stack}", of_stack(found)
    else:
        folder = _folder(project, DEV)
        name, metadata = os.path.relpath(folder), of_folder(folder)
    if roles:
        sessions = replace(sessions, roles=frozenset(roles))
    if variables:
        sessions = with_variables(sessions, variables)
    before = (against, of_reference(_folder(project, stack or DEV), against)) if against else None
    result = review(name, metadata, sessions, before)
    if as_document:
        print_json(as_json(result))
    elif as_markdown:
        click.echo(markdown(result), nl=False)
    else:
        print_review(result)
    return 1 if result.fails(fail_on) else 0


def _folder(given: Path | None, stack: str) -> Path:
    """The folder that was named, else the stack's project."""
    return given or needed_folder(stack, value_of(plain(stack), "project"))
