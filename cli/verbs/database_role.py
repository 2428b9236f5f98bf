"""`./herm database-role`: Hasura gets a role of its own on the database server, made by Hasura itself."""

from __future__ import annotations

import click

from cli.console import step
from cli.database.role import role_statements, scram_verifier
from cli.project.api import Api, ApiError
from cli.project.work import opened
from infra.config.azure.database.role import ADMINISTRATOR
from infra.config.azure.database.settings import DATABASE_NAME, DatabaseSettings
from infra.config.azure.settings import AzureSettings
from infra.config.commands import set_command
from infra.problems import ProblemsError, fail

EXAMPLES = """\b
Examples:
  ./herm database-role                  make the role of herm:databaseRole, or give it its new password
  ./herm database-role --stack prod && pulumi up --stack prod
"""


@click.command(epilog=EXAMPLES)
@click.option("--stack", default="prod", show_default=True, metavar="NAME", help="The stack, one on Azure.")
def database_role(stack: str) -> None:
    """Make the role of herm:databaseRole in the managed database, and make the database its own.

    Asks the API that is deployed: its Hasura is in the database's network. Nothing is interrupted; the next
    pulumi up has Hasura sign in as that role. Run it again after a new herm:databaseRolePassword, and right
    before that pulumi up.
    """
    with opened(stack) as (found, api):
        if not isinstance(found.target, AzureSettings):
            reason = "is on Docker, where Hasura has the server to itself; its role is for a stack on Azure"
            raise fail(f"stack {stack}", reason, "./herm database-role --stack prod")
        database = found.target.database
        _check(stack, database)
        with step(f"The role {database.role}") as report:
            _make(api, database)
            report("made, or given its password, and the owner of the database")
    click.echo(f"Next: pulumi up --stack {stack}", err=True)


def _check(stack: str, database: DatabaseSettings) -> None:
    if not database.managed:
        remedy = set_command(stack, "database", "managed")
        raise fail(
            "herm:database", "is external: its roles are made where it is, by its administrator", remedy
        )
    if database.role == ADMINISTRATOR:
        reason = f"is {ADMINISTRATOR}, the server's administrator: there is no role of Hasura's own to make"
        raise fail("herm:databaseRole", reason, set_command(stack, "databaseRole", "api"))


def _make(api: Api, database: DatabaseSettings) -> None:
    verifier = scram_verifier(database.role_password.reveal())
    try:
        api.sql("default", role_statements(database.role, verifier, DATABASE_NAME))
    except ApiError as error:
        raise _refused(api.stack, database.role, error) from None


def _refused(stack: str, role: str, error: ApiError) -> ProblemsError:
    """PostgreSQL's own words, which repeat no statement."""
    reason = f"was not made, and nothing has changed: {error.database or error.message}"
    return fail(f"the role {role}", reason, f"./herm database-role --stack {stack}")
