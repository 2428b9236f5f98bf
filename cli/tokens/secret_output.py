"""What `./herm jwt-config` prints: the secret on standard output, all the rest on standard error."""

from __future__ import annotations

import shlex
import time
from shutil import which

import click
from rich.markup import escape

from cli.console import error_console, print_json
from cli.paths import DEV, PROD
from cli.tokens.report import print_code, print_warnings, warnings_document
from hasura.explain.warnings import warnings as warnings_of
from hasura.identity.draft import Draft
from hasura.start.grammar import parse_jwt_secret
from infra.config.commands import set_command

_ARGUMENTS = "herm.jwt-config"


class RemembersArguments(click.Group):
    """A group that keeps what was typed, so that the next command can be printed in full."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the arguments, then parse them."""
        ctx.meta[_ARGUMENTS] = tuple(args)
        return super().parse_args(ctx, args)


def print_draft(draft: Draft, *, machine: bool) -> None:
    """Print the secret, once Hasura's own rules have accepted it, and what to know about it."""
    parse_jwt_secret(draft.secret)
    known = {warning.id for warning in draft.warnings}
    found = warnings_of(draft.secret, {}, time.time())
    warnings = (*draft.warnings, *(warning for warning in found if warning.id not in known))
    if machine:
        document = {
            "secret": draft.fields,
            "warnings": warnings_document(warnings),
            "notes": draft.notes,
            "snippet": draft.snippet,
        }
        print_json(document)
        return
    click.echo(draft.secret)
    print_warnings(error_console(), warnings)
    for note in draft.notes:
        error_console().print(f"[blue]note[/]: {escape(note)}")
    print_code("For tokens that say Hasura's roles:", draft.snippet)
    command = shlex.join(["./herm", "jwt-config", *click.get_current_context().meta[_ARGUMENTS]])
    lines = [f"{command} | {set_command(stack, 'jwtSecret')}" for stack in (DEV, PROD)]
    if which("pulumi") is None:
        lines.insert(0, 'eval "$(./herm shell)"')
    print_code("Next, for the stack that you mean:", "\n".join(lines))
