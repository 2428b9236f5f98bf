"""Component `herm:index:DockerStack`: Hasura and PostgreSQL on this machine's Docker.

What is deliberately not here: no environment variable of Hasura's is named in this file. They all come from
the environment contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

from infra.config.docker import DockerSettings
from infra.contract import Variable
from infra.docker.container import Location, container
from infra.docker.hasura import hasura
from infra.docker.labels import LABEL_STACK
from infra.docker.postgres import postgres
from infra.secret import Secret


@dataclass(frozen=True)
class DockerStackArgs:
    """What a local stack needs.

    Attributes:
        stack: The Pulumi stack's name, for labels.
        docker: Names, ports and PostgreSQL's image.
        image: Reference of Hasura's image, or of the stand-in engine's.
        stand_in: Whether it is the stand-in engine's.
        database_password: Password of the role `hasura`.
        environment: Hasura's environment, from the contract.
    """

    stack: str
    docker: DockerSettings
    image: str
    stand_in: bool
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
        labels = {"label": LABEL_STACK, "value": args.stack}
        network = docker.Network(
            f"{name}-network",
            name=args.docker.name,
            labels=[docker.NetworkLabelArgs(**labels)],
            opts=pulumi.ResourceOptions(parent=self),
        )
        volume = docker.Volume(
            f"{name}-volume",
            name=f"{args.docker.name}-data",
            labels=[docker.VolumeLabelArgs(**labels)],
            # The data is the user's: destroying the stack leaves it, and the next one finds it.
            opts=pulumi.ResourceOptions(parent=self, retain_on_delete=True),
        )
        location = Location(name, args.stack, args.docker.name, network.name)
        server = postgres(args.stack, args.docker, args.database_password, volume.name)
        engine = hasura(args.docker, args.image, args.environment, args.stand_in)
        database = container(self, location, server)
        api = container(self, location, engine, after=[database])
        self.url = api.id.apply(lambda _: args.docker.origin)
        self.hasura_container = api.name
        self.postgres_container = database.name
        self.volume = volume.name
        self.register_outputs(
            {
                "url": self.url,
                "hasuraContainer": self.hasura_container,
                "postgresContainer": self.postgres_container,
                "volume": self.volume,
            }
        )
