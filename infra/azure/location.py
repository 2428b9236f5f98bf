"""What all resources of one stack share: the resource group, the region and the tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi


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
