"""The local stack: its component, made from the settings, and its outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi

from infra.config.settings import Settings
from infra.contract import Variable
from infra.docker.stack import DockerStack, DockerStackArgs


def create(settings: Settings, environment: Sequence[Variable]) -> Mapping[str, pulumi.Input[str]]:
    """Create the component; returns its outputs, `url` among them and no secret."""
    stack = DockerStack(
        "herm",
        DockerStackArgs(
            stack=settings.stack,
            docker=settings.docker,
            image=settings.hasura_image,
            stand_in=settings.engine == "stand-in",
            database_password=settings.database_password,
            environment=environment,
        ),
    )
    return {
        "url": stack.url,
        "consoleUrl": pulumi.Output.concat(stack.url, "/console"),
        "hasuraContainer": stack.hasura_container,
        "postgresContainer": stack.postgres_container,
        "volume": stack.volume,
    }
