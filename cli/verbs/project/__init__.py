"""`./herm project`: a Hasura project on a stack."""

from __future__ import annotations

import click

from cli.verbs.project.apply import apply
from cli.verbs.project.export import export
from cli.verbs.project.image import image
from cli.verbs.project.new import new
from cli.verbs.project.plan import plan
from cli.verbs.project.resolve import resolve
from cli.verbs.project.restore import restore
from cli.verbs.project.status import status
from cli.verbs.project.verify import verify
from cli.verbs.project.watch import watch


@click.group()
def project() -> None:
    """Bring your Hasura project to a stack: migrations and metadata."""


for command in (new, status, plan, apply, verify, export, watch, resolve, restore, image):
    project.add_command(command)
