"""Component `herm:index:DockerStack`: Hasura and PostgreSQL on this machine's Docker.

What is deliberately not here: no environment variable of Hasura's is named in this file. They all come from
the environment contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

from infra.contract import SERVER_PORT, Variable
from infra.docker.containers import (
    LABEL_STACK,
    POSTGRES_HEALTH,
    POSTGRES_START,
    ContainerSpec,
    container,
    hasura_health,
)
from infra.secret import Secret

_DATA = "/var/lib/postgresql/data"


@dataclass(frozen=True)
class DockerStackArgs:
    """What a local stack needs.

    Attributes:
        stack: The Pulumi stack's name, for labels.
        name: First part of all physical names.
        hasura_image: Reference of Hasura's image (or of the stand-in engine's).
        postgres_image: Reference of PostgreSQL's image.
        hasura_port: Port of the API on 127.0.0.1.
        postgres_port: Port of PostgreSQL on 127.0.0.1; 0 publishes none.
        database_password: Password of the role `hasura`.
        environment: Hasura's environment, from the contract.
    """

    stack: str
    name: str
    hasura_image: str
    postgres_image: str
    hasura_port: int
    postgres_port: int
    database_password: Secret
    environment: Sequence[Variable]


class DockerStack(pulumi.ComponentResource):
    """Network, data volume, PostgreSQL and Hasura; all ports on 127.0.0.1.

    Attributes:
        url: Base address of the API, known once Hasura is healthy.
        hasura_container: Name of Hasura's container.
        postgres_container: Name of PostgreSQL's container.
        volume: Name of the data volume, which outlives `pulumi destroy`.
    """

    url: pulumi.Output[str]
    hasura_container: pulumi.Output[str]
    postgres_container: pulumi.Output[str]
    volume: pulumi.Output[str]

    def __init__(self, name: str, args: DockerStackArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("herm:index:DockerStack", name, None, opts)
        network = docker.Network(
            f"{name}-network",
            name=args.name,
            labels=[docker.NetworkLabelArgs(label=LABEL_STACK, value=args.stack)],
            opts=pulumi.ResourceOptions(parent=self),
        )
        volume = docker.Volume(
            f"{name}-volume",
            name=f"{args.name}-data",
            labels=[docker.VolumeLabelArgs(label=LABEL_STACK, value=args.stack)],
            # The data is the user's: destroying the stack leaves it, and the next one finds it.
            opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True),
        )
        postgres = container(_postgres(name, args, network, volume), parent=self)
        hasura = container(_hasura(name, args, network), parent=self, after=[postgres])
        self.url = hasura.id.apply(lambda _: f"http://localhost:{args.hasura_port}")
        self.hasura_container = hasura.name
        self.postgres_container = postgres.name
        self.volume = volume.name
        self.register_outputs(
            {
                "url": self.url,
                "hasuraContainer": self.hasura_container,
                "postgresContainer": self.postgres_container,
                "volume": self.volume,
            }
        )


def _postgres(
    name: str, args: DockerStackArgs, network: docker.Network, volume: docker.Volume
) -> ContainerSpec:
    return ContainerSpec(
        component=name,
        prefix=args.name,
        stack=args.stack,
        role="postgres",
        image=args.postgres_image,
        network=network.name,
        environment=(
            ("PGDATA", _DATA),
            ("POSTGRES_DB", "hasura"),
            ("POSTGRES_PASSWORD", args.database_password.reveal()),
            ("POSTGRES_USER", "hasura"),
        ),
        ports=((5432, args.postgres_port),) if args.postgres_port else (),
        stop_signal="SIGINT",
        health=POSTGRES_HEALTH,
        start=POSTGRES_START,
        volume=(volume.name, _DATA),
    )


def _hasura(name: str, args: DockerStackArgs, network: docker.Network) -> ContainerSpec:
    return ContainerSpec(
        component=name,
        prefix=args.name,
        stack=args.stack,
        role="hasura",
        image=args.hasura_image,
        network=network.name,
        environment=tuple((variable.name, variable.reveal()) for variable in args.environment),
        ports=((SERVER_PORT, args.hasura_port),),
        stop_signal="SIGTERM",
        health=hasura_health(SERVER_PORT),
    )
