"""Hasura's container: what it gets, and when it is healthy."""

from __future__ import annotations

from collections.abc import Sequence

from infra.config.docker import DockerSettings
from infra.contract import SERVER_PORT, START_COMMAND, Variable
from infra.docker.container import Container
from infra.docker.health import HASURA_LOOKS


def hasura(
    settings: DockerSettings, image: str, environment: Sequence[Variable], stand_in: bool
) -> Container:
    """Hasura with the contract's environment; it migrates its metadata at the start.

    The stand-in's image starts the stand-in by itself, and ends when it is asked to.
    """
    return Container(
        role="hasura",
        image=image,
        environment=tuple((variable.name, variable.reveal()) for variable in environment),
        ports=((SERVER_PORT, settings.hasura_port),),
        stop_signal="SIGTERM",
        health=HASURA_LOOKS,
        command=None if stand_in else START_COMMAND,
    )
