"""`./herm project image`: the project in an image of Hasura's, which applies it when it starts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from cli.console import error_console, print_json, step
from cli.hasura.version import version_of
from cli.paths import PROD
from cli.project.locate import needed_folder
from cli.project.work import read_checked
from cli.stack.settings import settings
from cli.verbs.project.options import JSON
from delivery.image import base_image, image_files, image_key
from infra.config.azure.settings import AzureSettings
from infra.config.commands import registry_command, remove_command, set_command
from infra.config.images import azure_registry, project_tag
from infra.config.settings import Settings
from infra.problems import fail
from machine.images.derived import build, push
from machine.images.registry import present, pull

_REPOSITORY = re.compile(r"[a-z0-9][a-z0-9.-]*(?::\d+)?(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+")
EXAMPLES = """\b
Examples:
  ./herm project image YOURREGISTRY.azurecr.io/api
  ./herm project image YOURREGISTRY.azurecr.io/api --json
"""


@click.command(epilog=EXAMPLES)
@click.argument("repository")
@click.option("--stack", default=PROD, show_default=True, help="The stack's name.")
@click.option(
    "--base", metavar="IMAGE", help="A copy of Hasura's image for migrations; without it, Docker Hub's."
)
@JSON
def image(repository: str, stack: str, base: str | None, as_json: bool) -> None:
    """Build an image of Hasura with the project in it, push it to REPOSITORY, and print its reference.

    It stands on Hasura's image for migrations, in the stack's version, and applies migrations and metadata
    whenever it starts. The reference has the digest, and is what the setting herm:hasuraImage takes.
    """
    typed, repository = repository, repository.lower()
    if not _REPOSITORY.fullmatch(repository):
        reason = "is not a repository: REGISTRY/NAME, without a tag, which follows from the project"
        raise fail(typed, reason, "./herm project image YOURREGISTRY.azurecr.io/api")
    found = settings(stack)
    project = read_checked(found, needed_folder(stack, found.project))
    version = version_of(found)
    if version is None:
        reason = f"has a tag that says no version of Hasura's: {found.hasura_image.partition('@')[0]}"
        raise fail(f"stack {stack}", reason, set_command(stack, "hasuraImage", "IMAGE:v2.50.3@sha256:DIGEST"))
    origin = base or base_image(version)
    with step(f"Image of the project for stack {stack}") as report:
        if not present(origin) and not pull(origin, report):
            reason = "is not here, and its registry cannot be reached"
            raise fail(origin, reason, f"a copy elsewhere: ./herm project image {repository} --base IMAGE")
        files = image_files(project, origin)
        name = f"{repository}:{project_tag(version, image_key(files))}"
        report(f"docker build {name}")
        build(files, name)
        reference = push(name, report)
        report(reference)
    commands = " && ".join(_settings(found, reference))
    told = f"deploy it: {commands} && pulumi up --stack {stack}"
    error_console().print(told, markup=False, soft_wrap=True)
    if as_json:
        print_json({"stack": stack, "image": reference, "base": origin})
    else:
        click.echo(reference)


def _settings(found: Settings, reference: str) -> Iterator[str]:
    """The commands that set the image, and the right to pull it where that changes."""
    yield set_command(found.stack, "hasuraImage", reference)
    if not isinstance(found.target, AzureSettings):
        return
    named = azure_registry(found.hasura_image) if found.target.registry_id else ""
    wanted = azure_registry(reference)
    if wanted and wanted != named:
        yield registry_command(found.stack, wanted)
    if named and not wanted:
        yield remove_command(found.stack, "registryId")
