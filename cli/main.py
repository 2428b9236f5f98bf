"""The command line's entry: finds the verb, runs it, turns every failure into one message.

Exit codes: 0 done, 1 failed, 2 wrong usage or input, 130 interrupted.
"""

from __future__ import annotations

import difflib
import importlib
import os
import sys
import tomllib
import traceback
from collections.abc import Mapping, Sequence

import click

from cli.console import error_console, print_problems
from cli.paths import PRIVATE, ROOT
from cli.system_problem import system_problem
from infra.problems import Problem, ProblemsError

# One line a verb: its name, the module and attribute of its command, its one-line help. The module is
# imported only when the verb runs, so that `./herm --help` and small verbs start fast.
VERBS: Mapping[str, tuple[str, str]] = {
    "up": ("cli.verbs.local.up:up", "Bring a local stack up, from nothing if need be."),
    "down": ("cli.verbs.local.down:down", "Stop and remove a local stack; the data stays unless --volumes."),
    "status": ("cli.verbs.local.status:status", "Tell what runs, where, and what is missing."),
    "logs": ("cli.verbs.local.logs:logs", "Show what Hasura or PostgreSQL says."),
    "psql": ("cli.verbs.local.psql:psql", "Open psql on the local database."),
    "open": ("cli.verbs.local.open:open_console", "Open the console; --secret prints the admin secret."),
    "shell": (
        "cli.verbs.local.shell:shell",
        'Print the environment for plain pulumi: eval "$(./herm shell)".',
    ),
    "permissions": ("cli.verbs.permissions:permissions", "Tell who may do what with which table, in words."),
    "project": (
        "cli.verbs.project:project",
        "Bring your Hasura project to a stack: migrations and metadata.",
    ),
    "hasura": ("cli.verbs.hasura.command:hasura", "Run Hasura's own command line on a stack's project."),
    "console": (
        "cli.verbs.hasura.console:console",
        "Serve Hasura's console of a project, here alone.",
    ),
    "env": ("cli.verbs.hasura.env:env", "Write an env file for Hasura's command line, secrets included."),
    "import": ("cli.verbs.compose.into:import_", "Take Hasura's variables of a compose file into a stack."),
    "export": (
        "cli.verbs.compose.out:export",
        "Write a stack as a compose file with env files.",
    ),
    "parity": ("cli.verbs.parity:parity", "Compare the environment of Hasura in dev and prod."),
    "jwt-config": (
        "cli.verbs.jwt_config:jwt_config",
        "Make a JWT secret for an identity provider or a new key.",
    ),
    "jwt": ("cli.verbs.jwt:jwt", "Check a JWT secret before Hasura does."),
    "token": ("cli.verbs.token:token", "Explain a token, or mint one for development."),
    "auth": ("cli.verbs.auth:auth", "Decide many requests at once, JSON lines in and out."),
    "database-role": (
        "cli.verbs.database_role:database_role",
        "Give prod's Hasura a role of its own on its database server.",
    ),
    "setup": ("cli.verbs.setup:setup", "Install what stack prod needs on a machine."),
    "smoke": ("cli.verbs.smoke:smoke", "Check a deployed API from outside."),
    "rehearse": ("cli.verbs.rehearse:rehearse", "Deploy prod to an emulator of Azure here, and check it."),
    "test": ("tests.run:test", "Run all tests; --fast for those that need no engine."),
    "bench": ("tests.bench.command:bench", "Measure dev against docker-compose, and what prod costs."),
}

EXAMPLES = """\b
Examples:
  ./herm up                            the API on this machine, ready to use
  ./herm token mint --role user        a token for it
  ./herm parity                        what prod will get, beside dev
  eval "$(./herm shell)"; pulumi up --stack dev
"""


class Verbs(click.Group):
    """A group that imports a verb's module when the verb is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The verbs in the order of their table."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, imported now; None when there is no such verb."""
        if cmd_name not in VERBS:
            return super().get_command(ctx, cmd_name)
        module, attribute = VERBS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that was typed; a slip is answered with the nearest one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if near := difflib.get_close_matches(args[0], VERBS, n=1):
                raise click.UsageError(f"No such verb {args[0]!r}; did you mean {near[0]}?", ctx) from None
            raise error from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The verbs with their help, without importing one."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, summary) for name, (_, summary) in VERBS.items()])


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Herm's own version; those of the engine and of Docker are in `./herm status`."""
    if wanted and not context.resilient_parsing:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        click.echo(f"herm {project['version']}")
        context.exit()


@click.group(cls=Verbs, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print it."
)
def herm() -> None:
    """Hasura GraphQL, protected by JSON Web Tokens: on this machine's Docker and on Azure."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code."""
    _open_standard_streams()
    try:
        result = herm.main(args=arguments, prog_name="./herm", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()  # what cannot be written is told here, not when everything is over
    except click.UsageError as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        error_console().print("interrupted: nothing is lost, run the same command again to go on")
        return 130
    except Exception as error:  # noqa: BLE001 - whatever goes wrong ends in a message, not in a traceback
        print_problems(_problems(error))
        return 1
    return result if isinstance(result, int) else 0


def _open_standard_streams() -> None:
    """Give a closed stream to nobody else: the next file that is opened would take its place."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _problems(error: Exception) -> Sequence[Problem]:
    """What to tell about an error; nothing when the reader of our output has gone."""
    if isinstance(error, BrokenPipeError):
        return ()
    if isinstance(error, ProblemsError):
        return error.problems
    return [system_problem(error) if isinstance(error, OSError) else _own_fault()]


def _own_fault() -> Problem:
    PRIVATE.mkdir(mode=0o700, exist_ok=True)
    log = PRIVATE / "fault.log"
    log.write_text(traceback.format_exc(), encoding="utf-8")
    return Problem(
        "herm", "has a fault of its own here", f"please report it with {log}, which holds no secrets"
    )


if __name__ == "__main__":
    sys.exit(main())
