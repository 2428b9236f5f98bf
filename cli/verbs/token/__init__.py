"""`./herm token`: explain a token, or mint one for development."""

from __future__ import annotations

import click

from cli.verbs.token.inspect import inspect
from cli.verbs.token.mint import mint


@click.group()
def token() -> None:
    """Explain a token, or mint one for development."""


token.add_command(inspect)
token.add_command(mint)
