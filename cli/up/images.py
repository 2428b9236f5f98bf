"""A stack's images: begun as early as they can be, and chosen by the step that needs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from cli.console import progress
from cli.stack.engine import Engine
from cli.stack.settings import needed_secrets, plain, value_of
from infra.config.schema import PREFIX
from infra.config.settings import parse
from infra.problems import ProblemsError
from infra.secret import UNREADABLE
from machine.images import Wanted, ensure_images
from machine.report import Report

IMAGES = "Container images"


@contextmanager
def images_meanwhile(stack: str, changes: Mapping[str, str]) -> Iterator[None]:
    """Have the images begun that the stack will have once the changes are stored; nothing depends on it.

    Settings that will be refused begin nothing: the step that stores them tells why.
    """
    from machine.early_images import early_images  # noqa: PLC0415 - most machines have their engine

    try:
        wanted = _soon_wanted(stack, changes)
    except ProblemsError:
        yield
        return
    with progress(IMAGES) as report, early_images(wanted, report):
        yield


def _soon_wanted(stack: str, changes: Mapping[str, str]) -> Wanted:
    """What needs neither an engine nor a stack's file: a stack without one will be on this machine's Docker.

    Raises:
        ProblemsError: With every problem of these settings, secrets apart.
    """
    values = {"target": "docker", **plain(stack), **changes}
    found = parse(stack, {**dict.fromkeys(needed_secrets(values), UNREADABLE), **values})
    return Wanted(found.hasura_image, found.docker.postgres_image)


def choose_images(engine: Engine, stack: str, report: Report) -> None:
    """Have both images here; where the official ones cannot be had, the stack's file names the built ones."""
    values = plain(stack)
    wanted = {name: value_of(values, name) for name in ("hasuraImage", "postgresImage")}
    chosen = ensure_images(Wanted(wanted["hasuraImage"], wanted["postgresImage"]), report)
    for name, image in (("hasuraImage", chosen.hasura), ("postgresImage", chosen.postgres)):
        if image != wanted[name]:
            engine.run("config", "set", PREFIX + name, image, "--stack", stack)
