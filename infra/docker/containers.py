"""What the local containers have in common, and the scripts that start and probe them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

LABEL_STACK = "herm.stack"
LABEL_ROLE = "herm.role"

# The password in config is the truth: at each start the role's password is set to it, in single-user mode,
# before anyone can connect. The official image sets it only when it makes the database.
POSTGRES_START = """\
set -eu
if [ -s "$PGDATA/PG_VERSION" ]; then
  quoted=$(printf %s "$POSTGRES_PASSWORD" | sed "s/'/''/g")
  printf "ALTER ROLE \\"%s\\" PASSWORD '%s';\\n" "$POSTGRES_USER" "$quoted" |
    su postgres -s /bin/sh -c "'$(command -v postgres)' --single -D '$PGDATA' postgres" >/dev/null
fi
exec docker-entrypoint.sh "$@"
"""

# Over TCP: while the image makes the database, its temporary server listens on the socket only.
POSTGRES_HEALTH = docker.ContainerHealthcheckArgs(
    tests=["CMD-SHELL", "pg_isready -q -h 127.0.0.1 -U hasura -d hasura"],
    interval="1s",
    timeout="5s",
    retries=60,
    start_period="0s",
)


def hasura_health(port: int) -> docker.ContainerHealthcheckArgs:
    """Hasura is healthy when `/healthz` answers 200; it migrates its metadata at the start."""
    return docker.ContainerHealthcheckArgs(
        tests=["CMD", "curl", "-fsS", "-o", "/dev/null", f"http://127.0.0.1:{port}/healthz"],
        interval="1s",
        timeout="5s",
        retries=60,
        start_period="0s",
    )


@dataclass(frozen=True)
class ContainerSpec:
    """What differs between the containers.

    Attributes:
        component: Logical name of the component, the first part of the resources' names.
        prefix: First part of the container's physical name.
        stack: The Pulumi stack's name, for a label.
        role: What the container is, the last part of its names and its host name in the network.
        environment: Name and value of each variable; all of them are treated as secret.
        ports: Pairs of the port inside and the port on 127.0.0.1.
        stop_signal: The signal that makes the process finish its work and end.
        start: A shell script to run instead of the image's entry point, or None.
        volume: Name of the volume and the path where it is mounted, or None.
    """

    component: str
    prefix: str
    stack: str
    role: str
    image: str
    network: pulumi.Input[str]
    environment: Sequence[tuple[str, str]]
    ports: Sequence[tuple[int, int]]
    stop_signal: str
    health: docker.ContainerHealthcheckArgs
    start: str | None = None
    volume: tuple[pulumi.Input[str], str] | None = None


def container(
    spec: ContainerSpec, parent: pulumi.Resource, after: Sequence[pulumi.Resource] = ()
) -> docker.Container:
    """A container that restarts, rotates its logs, stops gracefully and counts once it is healthy.

    It is replaced when its image or its environment changes; the old one goes first, since both want the
    same name and ports.
    """
    image = docker.RemoteImage(
        f"{spec.component}-{spec.role}-image",
        name=spec.image,
        keep_locally=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return docker.Container(
        f"{spec.component}-{spec.role}",
        name=f"{spec.prefix}-{spec.role}",
        image=image.image_id,
        entrypoints=["sh", "-c", spec.start, "start"] if spec.start else None,
        command=["postgres"] if spec.start else None,
        envs=pulumi.Output.secret([f"{name}={value}" for name, value in spec.environment]),
        ports=[
            docker.ContainerPortArgs(internal=inside, external=outside, ip="127.0.0.1")
            for inside, outside in spec.ports
        ],
        volumes=[docker.ContainerVolumeArgs(volume_name=spec.volume[0], container_path=spec.volume[1])]
        if spec.volume
        else None,
        networks_advanced=[docker.ContainerNetworksAdvancedArgs(name=spec.network, aliases=[spec.role])],
        healthcheck=spec.health,
        labels=[
            docker.ContainerLabelArgs(label=LABEL_STACK, value=spec.stack),
            docker.ContainerLabelArgs(label=LABEL_ROLE, value=spec.role),
        ],
        restart="unless-stopped",
        log_driver="json-file",
        log_opts={"max-size": "10m", "max-file": "3"},
        stop_signal=spec.stop_signal,
        stop_timeout=30,
        destroy_grace_seconds=30,
        must_run=True,
        wait=True,
        wait_timeout=120,
        opts=pulumi.ResourceOptions(parent=parent, delete_before_replace=True, depends_on=list(after)),
    )
