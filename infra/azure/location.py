"""What all resources of one stack share: the resource group, the region and the tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_azure_native.resources import ResourceGroup

from infra.config.azure.settings import AzureSettings


@dataclass(frozen=True)
class Location:
    """Where resources are made."""

    group: pulumi.Output[str]
    region: str
    tags: Mapping[str, str]


def guarded(parent: pulumi.Resource, keep: bool, **more: object) -> pulumi.ResourceOptions:
    """Options of a resource whose loss would be a loss of data, while `keep` says so.

    `protect` makes the engine refuse; `retain_on_delete` still leaves the resource in Azure where somebody
    goes on with `--ignore-protect`.
    """
    options = pulumi.ResourceOptions(parent=parent, protect=keep, retain_on_delete=keep)
    return pulumi.ResourceOptions.merge(options, pulumi.ResourceOptions(**more))  # type: ignore[arg-type] # handed on


def stack_location(name: str, stack: str, azure: AzureSettings, parent: pulumi.Resource) -> Location:
    """The resource group, the stack's own or one that is there, with the tags of all that is made in it."""
    tags: Mapping[str, str] = {"herm-stack": stack, "managed-by": "pulumi", **azure.tags}
    if not azure.creates_group:
        return Location(pulumi.Output.from_input(azure.names.resource_group), azure.region, tags)
    group = ResourceGroup(
        f"{name}-group",
        resource_group_name=azure.names.resource_group,
        location=azure.region,
        tags=tags,
        # With the group goes all that is in it, whatever protects its parts.
        opts=guarded(parent, azure.keeps_data),
    )
    return Location(group.name, azure.region, tags)
