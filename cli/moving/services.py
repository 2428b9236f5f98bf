"""What else the services of a compose file say: images, and ports on this machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cli.moving.source import Source
from cli.moving.step import Choice, Step
from infra.config.docker import DockerSettings
from infra.config.settings import Settings

_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")
_POSTGRES_PORT = 5432


def service_steps(source: Source, stack: Settings, choice: Choice) -> Iterator[Step]:
    """A step for each image and port that the stack does not have; on Azure there is Hasura's image alone."""
    for step in _differing(source, stack):
        yield Step(step.name, reason="you said to leave it") if step.name in choice.leave else step


def _differing(source: Source, stack: Settings) -> Iterator[Step]:
    yield from _image(source.service, "hasuraImage", source.image, stack.hasura_image)
    if not isinstance(stack.target, DockerSettings):
        return
    yield from _port(source.service, "hasuraPort", source.port, stack.target.hasura_port)
    if (name := source.database_service) is not None:
        service = source.services[name]
        yield from _image(name, "postgresImage", service.image, stack.target.postgres_image)
        yield from _port(name, "postgresPort", service.ports.get(_POSTGRES_PORT), stack.target.postgres_port)


def _image(service: str, setting: str, image: str, has: str) -> Iterator[Step]:
    if not image or image == has:
        return
    if _DIGEST.search(image) or image.startswith("herm/"):
        yield Step(f"{service}.image", setting, image)
    else:
        reason = f"{image} has no digest; the stack stays with {has.partition('@')[0]}"
        yield Step(f"{service}.image", reason=reason)


def _port(service: str, setting: str, port: int | None, has: int) -> Iterator[Step]:
    if port is not None and port != has:
        yield Step(f"{service}.ports", setting, str(port))
