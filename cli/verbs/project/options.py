"""Options that the verbs of a project share."""

from __future__ import annotations

import click

from cli.paths import DEV

STACK = click.option("--stack", default=DEV, show_default=True, help="The stack's name.")
JSON = click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
