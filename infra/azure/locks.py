"""Locks on what holds data: Azure itself refuses to delete it, whoever asks, and by whatever way."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
from pulumi_azure_native.authorization import LockLevel, ManagementLockByScope

from infra.config.commands import set_command

LOCK = "herm-data"
"""The name of every lock; each is one of its own resource's."""


def lock(
    name: str, scope: pulumi.Output[str], parent: pulumi.Resource, after: Sequence[pulumi.Resource]
) -> ManagementLockByScope:
    """Lock a resource against its deletion.

    The lock holds for all that is in the resource or attached to it, such as a role assignment. Whatever of
    that the stack makes is made first, and can go only when the lock has gone.

    Args:
        name: The logical name.
        scope: The resource's id.
        parent: The component.
        after: What is in the resource or attached to it.
    """
    stack = pulumi.get_stack()
    unlock = set_command(stack, "protectData", "false")
    return ManagementLockByScope(
        name,
        lock_name=LOCK,
        scope=scope,
        level=LockLevel.CAN_NOT_DELETE,
        notes=f"Holds data. Goes with: {unlock}, and then: pulumi up --stack {stack}",
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[*after]),
    )
