"""The option that the verbs of local stacks share."""

from __future__ import annotations

import click

from cli.paths import DEV

STACK = click.option("--stack", default=DEV, show_default=True, help="Which local stack.")
