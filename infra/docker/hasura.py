"""Hasura's container: what it gets, and when it is healthy."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi_docker as docker

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
        health=docker.ContainerHealthcheckArgs(
            tests=["CMD", "curl", "-fsS", "-o", "/dev/null", f"http://127.0.0.1:{SERVER_PORT}/healthz"],
            interval=HASURA_LOOKS.interval,
            timeout=HASURA_LOOKS.timeout,
            retries=HASURA_LOOKS.retries,
            # To Docker 0 means "as the image says", and Hasura's image says something: the next preview
            # would show a difference. This is the shortest that means "as this says".
            start_period="1ms",
        ),
        command=None if stand_in else START_COMMAND,
    )
