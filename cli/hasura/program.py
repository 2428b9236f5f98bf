"""Hasura's command line on this machine: on PATH in the stack's version, else its image, else the reason."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cli.console import step
from cli.hasura.version import version_of, version_said
from delivery.image import base_image
from infra.config.docker import DockerSettings
from infra.config.settings import Settings
from infra.problems import ProblemsError, fail
from machine.images.registry import present, pull

_NAMES = ("hasura-cli", "hasura")
_PATIENCE = 30.0


@dataclass(frozen=True)
class OnPath:
    """A program on PATH."""

    path: str


@dataclass(frozen=True)
class InImage:
    """The program of that name in Hasura's image for migrations."""

    image: str


def command_line(settings: Settings, environment: Mapping[str, str]) -> OnPath | InImage:
    """Hasura's command line in the version of a stack.

    Args:
        settings: The stack's.
        environment: In which a program on PATH is asked for its version.

    Raises:
        ProblemsError: It is neither on PATH in that version, nor can its image be had.
    """
    version = version_of(settings)
    others = []
    for path, said in _on_path(environment):
        if said is not None and said == version:
            return OnPath(path)
        others.append(f"{path} is {said or 'of an unknown version'}")
    if version is None:
        raise _no_version(settings, others)
    image = base_image(version)
    if present(image) or _pulled(image):
        return InImage(image)
    raise _nowhere(settings, version, image, others)


def _on_path(environment: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    for name in _NAMES:
        if path := shutil.which(name, path=environment.get("PATH")):
            yield path, _version(path, environment)


def _version(path: str, environment: Mapping[str, str]) -> str | None:
    try:
        done = subprocess.run(
            [path, "version", "--skip-update-check"],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return version_said(done.stdout + done.stderr)


def _pulled(image: str) -> bool:
    with step("The image of Hasura's command line") as report:
        return pull(image, report)


def _no_version(settings: Settings, others: list[str]) -> ProblemsError:
    """No way leads anywhere: nobody knows which version it has to be."""
    tag = settings.hasura_image.partition("@")[0]
    reason = f"has to be of the stack's version, and the tag of {tag} says none ({_found(others)})"
    return fail("Hasura's command line", reason, "use an image whose tag is a version: v2.50.3")


def _found(others: list[str]) -> str:
    return "; ".join(others) or "there is none on PATH"


def _nowhere(settings: Settings, version: str, image: str, others: list[str]) -> ProblemsError:
    """Which way failed for which reason, and where queries can be typed meanwhile."""
    page = f"queries can be typed at {settings.own_origin}/console\n" if _has_page(settings) else ""
    return fail(
        f"Hasura's command line {version}",
        f"cannot be had: {_found(others)}, and the registry of {image} cannot be reached",
        "install it: https://hasura.io/docs/2.0/hasura-cli/install-hasura-cli/\n"
        f"{page}migrations and metadata are applied without it: ./herm project apply",
    )


def _has_page(settings: Settings) -> bool:
    return isinstance(settings.target, DockerSettings)
