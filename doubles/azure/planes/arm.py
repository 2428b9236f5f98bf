"""The control plane: any resource by its id, by the rules of its type."""

from __future__ import annotations

from typing import Any

from doubles.azure import operations
from doubles.azure.access.decide import ASSIGNMENTS, attributes, may, require, require_joins
from doubles.azure.access.locks import LOCKS, refuse_removal, refuse_write
from doubles.azure.access.providers import require_registration
from doubles.azure.errors import ArmError, bad_request, conflict, no_parent, not_found
from doubles.azure.ids import GROUPS, ResourceId, parse
from doubles.azure.planes.checks import (
    ECHOES,
    check_location,
    check_place,
    check_shape,
    check_subscription,
    named,
)
from doubles.azure.services import service_of
from doubles.azure.services.base import Service
from doubles.azure.shapes.names import check_name
from doubles.azure.shapes.spelling import spelled
from doubles.azure.world import Answer, Call, Resource, World, merged, without_nulls


def signed_in(world: World, call: Call) -> dict[str, Any]:
    """The claims of a caller of ARM.

    Raises:
        ArmError: There is no token, or not a good one.
    """
    return world.account.caller(call.headers.get("authorization"))


def guard(world: World, call: Call) -> dict[str, Any]:
    """The claims of a caller who asks for something that is in this subscription, with an API version.

    Raises:
        ArmError: The caller is not known, or asks for anything else.
    """
    claims = signed_in(world, call)
    if not call.query.get("api-version"):
        raise bad_request(
            "The api-version query parameter (?api-version=) is required for all requests.",
            "MissingApiVersionParameter",
        )
    check_subscription(world, call.path.lower())
    return claims


def act(world: World, call: Call) -> Answer:
    """Carry an action out: a POST to a resource.

    Raises:
        ArmError: The request is refused.
    """
    rid, action = parse(call.names["resource"]), call.names["action"]
    service = service_of(rid.type)
    require(world, call.caller, rid, f"{rid.written_type}/{action}/action")
    if rid.name is None or service.find(world, rid) is None:
        raise not_found(rid)
    operations.refuse_if_busy(world, rid)
    done = service.act(world, rid, action.lower(), call.body)
    if done is None:
        raise ArmError(404, "NotFound", f"No action '{action}' on '{rid.type}'.")
    return done


def _listing(world: World, call: Call, rid: ResourceId) -> Answer:
    """The resources of a type in a scope."""
    if not rid.type:
        raise ArmError(404, "InvalidResourceType", f"The path '{call.path}' names no resource.")
    within = rid.scope if rid.type.count("/") == 1 else call.path.rsplit("/", 1)[0]
    found = [
        service_of(one.type).show(world, one, resource)
        for one, resource in world.below(within)
        if one.type == rid.type
        and (rid.type.count("/") > 1 or _covers(rid, one))
        and may(world, str(call.caller["oid"]), f"{one.written_type}/read", one.path)
    ]
    return Answer(200, {"value": found})


def _covers(rid: ResourceId, one: ResourceId) -> bool:
    """Whether a list at a scope shows a resource: extensions are listed at their own scope alone."""
    extension = rid.type in ("microsoft.insights/diagnosticsettings", LOCKS)
    return one.scope.lower() == rid.scope.lower() if extension else True


def read(world: World, call: Call) -> Answer:
    """Tell a resource, or those of a type.

    Raises:
        ArmError: The request is refused.
    """
    rid = parse(call.path)
    if rid.name is None:
        return _listing(world, call, rid)
    service = service_of(rid.type)
    require(world, call.caller, rid, f"{rid.written_type}/read")
    resource = service.find(world, rid)
    if resource is None:
        check_place(world, rid)
        raise not_found(rid)
    if not service.readable(rid):
        raise ArmError(405, "MethodNotAllowed", f"'{rid.name}' may hold secrets: POST to its 'list'.")
    return Answer(200, service.show(world, rid, resource))


def write(world: World, call: Call) -> Answer:
    """Make a resource, replace it or change it.

    Raises:
        ArmError: The request is refused.
    """
    rid, sent = _resource(call), call.body
    if not isinstance(sent, dict):
        raise bad_request("The request content is not a JSON object.")
    service = service_of(rid.type)
    old = service.find(world, rid)
    asked = {"request": attributes(sent), "resource": attributes(old)} if rid.type == ASSIGNMENTS else {}
    require(world, call.caller, rid, f"{rid.written_type}/write", **asked)
    require_registration(world, rid.written_type.split("/", maxsplit=1)[0])
    check_place(world, rid)
    if rid.parent is not None and service_of(rid.parent.type).find(world, rid.parent) is None:
        raise no_parent(rid, rid.parent)
    scope = parse(rid.scope)
    if rid.type != GROUPS and scope.name is not None and service_of(scope.type).find(world, scope) is None:
        raise not_found(scope)
    operations.refuse_if_busy(world, rid)
    refuse_write(world, rid)
    if old is None and call.method == "PATCH":
        raise not_found(rid)
    if old is None:
        check_name(rid)
    if old is not None and operations.pending(world, rid.key):
        raise conflict("Another operation is in progress on this resource.", "AnotherOperationInProgress")
    check_shape(rid, sent, partial=call.method == "PATCH")
    shape = service.shape(rid.name or "")
    sent = spelled(shape, sent) if shape else sent
    body = without_nulls({key: value for key, value in sent.items() if key not in ECHOES})
    if call.method == "PATCH":
        kept = {key: value for key, value in (old or {}).items() if key not in ECHOES}
        body = merged(kept, body)
    check_location(old, body)
    require_joins(world, call.caller, rid, service.joins(body))
    resource = {**named(rid, old), **service.accept(world, rid, old, body)}
    world.save(rid, resource)
    headers = _begin(world, rid, service, old)
    shown = service.show(world, rid, resource)
    if service.slow and service.created == 202:
        return Answer(202, None, headers)
    return Answer(200 if old is not None else service.created, shown, headers)


def _begin(world: World, rid: ResourceId, service: Service, old: Resource | None) -> dict[str, str]:
    """Begin a long-running operation where the type has one."""
    if not service.slow:
        return {}
    return operations.begin(world, rid, removes=False, minutes=service.minutes if old is None else 0)


def remove(world: World, call: Call) -> Answer:
    """Remove a resource with all that is inside.

    Raises:
        ArmError: The request is refused.
    """
    rid = _resource(call)
    service = service_of(rid.type)
    resource = world.find(rid.key)
    asked = {"resource": attributes(resource)} if rid.type == ASSIGNMENTS else {}
    # The reference of ARM's REST API: 204 where the role assignment is already deleted.
    there = resource is not None
    require(world, call.caller, rid, f"{rid.written_type}/delete", conditions=there, **asked)
    check_place(world, rid)
    if resource is None:
        if rid.type == GROUPS:
            raise not_found(rid)
        return Answer(204)
    refuse_removal(world, rid)
    operations.refuse_if_busy(world, rid)
    service.gone(world, rid, resource)
    inner = list(world.below(rid.key))
    for one, child in sorted(inner, key=lambda pair: "serverfarms" in pair[0].key):
        if world.find(one.key) is not None:
            if one.type.count("/") == 1:
                service_of(one.type).gone(world, one, child)
            world.erase(one)
    if service.slow or rid.type == GROUPS:
        return Answer(202, None, operations.begin(world, rid, removes=True))
    world.erase(rid)
    return Answer(200)


def refuse_method(world: World, call: Call) -> Answer:
    """Nothing else can be done to a resource.

    Raises:
        ArmError: Always.
    """
    del world
    raise ArmError(405, "MethodNotAllowed", f"The method {call.method} is not allowed here.")


def _resource(call: Call) -> ResourceId:
    """The one resource that a path names."""
    rid = parse(call.path)
    if rid.name is None:
        raise ArmError(404, "InvalidResourceType", f"The path '{call.path}' names no resource.")
    return rid
