"""Whether a principal may do something, by the role assignments that are in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from doubles.azure.access.conditions import Asked, holds
from doubles.azure.access.roles import role_of
from doubles.azure.errors import ArmError
from doubles.azure.ids import ResourceId
from doubles.azure.world import Resource, World

ASSIGNMENTS = "microsoft.authorization/roleassignments"


def may(  # noqa: PLR0913 - who, what, where, and what conditions look at
    world: World,
    principal: str,
    action: str,
    scope: str,
    *,
    data: bool = False,
    request: Mapping[str, str] | None = None,
    resource: Mapping[str, str] | None = None,
    conditions: bool = True,
) -> bool:
    """Whether a principal may do an action at a scope.

    Args:
        world: The emulated cloud.
        principal: The object id.
        action: Such as `Microsoft.Web/sites/write`.
        scope: The path of what it is done to.
        data: Whether it is an action of a data plane.
        request: What conditions may ask about what is written.
        resource: What conditions may ask about what is there.
        conditions: False where nothing is there that they could ask about.
    """
    asked = Asked(action, request or {}, resource or {})
    for given in _assignments(world, principal, scope):
        role = role_of(given["roleDefinitionId"])
        limits = given.get("condition") if conditions else None
        if role and role.allows(action, data=data) and holds_for(limits, asked):
            return True
    return False


def holds_for(condition: str | None, asked: Asked) -> bool:
    """Whether an assignment's condition, if it has one, lets something be done."""
    return not condition or holds(condition, asked)


def _assignments(world: World, principal: str, scope: str) -> Iterator[dict[str, Any]]:
    """The properties of a principal's assignments that reach a scope and are in force already."""
    now, here = world.now(), scope.lower().rstrip("/") + "/"
    for rid, assignment in world.all_of(ASSIGNMENTS):
        given = assignment["properties"]
        if given["principalId"] != principal or not here.startswith(rid.scope.lower().rstrip("/") + "/"):
            continue
        if (world.store.get("inforce", rid.key) or 0) <= now:
            yield given


def require(world: World, caller: Mapping[str, Any], rid: ResourceId, action: str, **more: Any) -> None:
    """Refuse what the caller of ARM may not do.

    Raises:
        ArmError: 403, as ARM words it.
    """
    if not may(world, str(caller["oid"]), action, rid.path, **more):
        raise denied(caller, action, rid.path)


def require_joins(
    world: World, caller: Mapping[str, Any], rid: ResourceId, joins: list[tuple[str, str]]
) -> None:
    """Refuse to lay hold of what the caller has no right to join, although it may write the resource itself.

    Raises:
        ArmError: 403, as ARM words it.
    """
    for scope, action in joins:
        if not may(world, str(caller["oid"]), action, scope):
            raise ArmError(
                403,
                "LinkedAuthorizationFailed",
                f"The client '{caller['appid']}' with object id '{caller['oid']}' has permission to perform "
                f"action '{rid.written_type}/write' on scope '{rid.path}'; however, it does not have "
                f"permission to perform action(s) '{action}' on the linked scope(s) '{scope}' (respectively) "
                "or the linked scope(s) are invalid.",
            )


def denied(caller: Mapping[str, Any], action: str, scope: str) -> ArmError:
    """What ARM says to who may not."""
    return ArmError(
        403,
        "AuthorizationFailed",
        f"The client '{caller['appid']}' with object id '{caller['oid']}' does not have authorization to "
        f"perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently "
        "granted, please refresh your credentials.",
    )


def attributes(assignment: Resource | None) -> dict[str, str]:
    """What conditions may ask about a role assignment."""
    given = (assignment or {}).get("properties") or {}
    return {
        "roledefinitionid": str(given.get("roleDefinitionId", "")).rsplit("/", 1)[-1],
        "principalid": str(given.get("principalId", "")),
        "principaltype": str(given.get("principalType", "")),
    }
