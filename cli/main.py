"""The command line's entry: finds the verb, runs it, turns every failure into one message.

Exit codes: 0 done, 1 failed, 2 wrong usage or input, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
import tomllib
import traceback
from collections.abc import Sequence

import click

from cli.console import error_console, print_problems
from cli.group import Verbs
from cli.paths import PRIVATE, ROOT
from cli.system_problem import system_problem
from infra.problems import Problem, ProblemsError

EXAMPLES = """\b
Examples:
  ./herm up                            the API on this machine, ready to use
  ./herm token mint --role user        a token for it
  ./herm parity                        what prod will get, beside dev
  eval "$(./herm shell)"; pulumi up --stack dev
"""


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
