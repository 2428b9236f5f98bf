"""What all containers of the local stack have in common: they restart, rotate logs, end gracefully."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

from infra.contract import STOP_SECONDS
from infra.docker.health import Looks
from infra.docker.labels import LABEL_ROLE, LABEL_STACK


@dataclass(frozen=True)
class Location:
    """Where a stack's containers run.

    Attributes:
        component: Logical name of the component, the first part of the resources' names.
        stack: The Pulumi stack's name, for a label.
        prefix: First part of the containers' physical names.
        network: Name of the network that they share.
    """

    component: str
    stack: str
    prefix: str
    network: pulumi.Input[str]


@dataclass(frozen=True)
class Container:
    """What differs between the containers.

    Attributes:
        role: What the container is, the last part of its names and its host name in the network.
        image: Reference of its image.
        environment: Name and value of each variable; all of them are treated as secret.
        ports: Pairs of the port inside and the port on 127.0.0.1.
        stop_signal: The signal that makes the process finish its work and end.
        health: How Docker finds out that it is healthy.
        entrypoint: What runs instead of the image's entry point, or None.
        command: What runs instead of the image's command, or None.
        volume: Name of the volume and the path where it is mounted, or None.
    """

    role: str
    image: str
    environment: Sequence[tuple[str, str]]
    ports: Sequence[tuple[int, int]]
    stop_signal: str
    health: Looks
    entrypoint: Sequence[str] | None = None
    command: Sequence[str] | None = None
    volume: tuple[pulumi.Input[str], str] | None = None


def container(
    parent: pulumi.Resource, location: Location, spec: Container, after: Sequence[pulumi.Resource] = ()
) -> docker.Container:
    """A container that counts once it is healthy.

    It is replaced when its image, its environment or the look at its health changes; the old one goes first,
    since both want the same name and ports.
    """
    image = docker.RemoteImage(
        f"{location.component}-{spec.role}-image",
        name=spec.image,
        keep_locally=True,
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return docker.Container(
        f"{location.component}-{spec.role}",
        name=f"{location.prefix}-{spec.role}",
        image=image.image_id,
        entrypoints=spec.entrypoint,
        command=spec.command,
        envs=pulumi.Output.secret([f"{name}={value}" for name, value in spec.environment]),
        ports=[
            docker.ContainerPortArgs(internal=inside, external=outside, ip="127.0.0.1")
            for inside, outside in spec.ports
        ],
        volumes=[docker.ContainerVolumeArgs(volume_name=spec.volume[0], container_path=spec.volume[1])]
        if spec.volume
        else None,
        networks_advanced=[docker.ContainerNetworksAdvancedArgs(name=location.network, aliases=[spec.role])],
        healthcheck=docker.ContainerHealthcheckArgs(
            tests=list(spec.health.test),
            interval=spec.health.interval,
            timeout=spec.health.timeout,
            retries=spec.health.retries,
            start_period=spec.health.start_period,
        ),
        labels=[
            docker.ContainerLabelArgs(label=LABEL_STACK, value=location.stack),
            docker.ContainerLabelArgs(label=LABEL_ROLE, value=spec.role),
        ],
        restart="unless-stopped",
        log_driver="json-file",
        log_opts={"max-size": "10m", "max-file": "3"},
        stop_signal=spec.stop_signal,
        stop_timeout=STOP_SECONDS,
        destroy_grace_seconds=STOP_SECONDS,
        must_run=True,
        wait=True,
        wait_timeout=120,
        opts=pulumi.ResourceOptions(
            parent=parent,
            delete_before_replace=True,
            # Its provider takes a change inside of it for an update, and then changes nothing.
            replace_on_changes=["healthcheck"],
            depends_on=list(after),
        ),
    )
