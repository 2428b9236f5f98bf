"""The control plane: any resource by its id, by the rules of its type."""

from __future__ import annotations

from doubles.azure import operations
from doubles.azure.checks import (
    ECHOES,
    check_location,
    check_place,
    check_shape,
    check_subscription,
    named,
)
from doubles.azure.errors import ArmError, bad_request, conflict, no_parent, not_found
from doubles.azure.ids import GROUPS, ResourceId, parse
from doubles.azure.scopes import scope_answer
from doubles.azure.services import service_of
from doubles.azure.services.keyvault import deleted_vaults
from doubles.azure.services.site_config import reference_statuses
from doubles.azure.world import Answer, Call, World, merged, without_nulls


def answer(world: World, call: Call) -> Answer:  # noqa: PLR0911 - one line for each method of HTTP
    """Answer one request.

    Raises:
        ArmError: The request is refused.
    """
    lower = call.path.lower().rstrip("/")
    if "/azureasyncoperation/" in lower or "/operationresults/" in lower:
        return operations.follow(world, call.path)
    if not call.query.get("api-version"):
        raise bad_request(
            "The api-version query parameter (?api-version=) is required for all requests.",
            "MissingApiVersionParameter",
        )
    check_subscription(world, lower)
    special = _special(world, call) or scope_answer(world, call)
    if special is not None:
        return special
    if call.method == "POST":
        return _act(world, call)
    rid = parse(call.path)
    if rid.name is None:
        return _listing(world, call, rid)
    if call.method in ("GET", "HEAD"):
        return _read(world, rid)
    if call.method in ("PUT", "PATCH"):
        return _write(world, call, rid)
    if call.method == "DELETE":
        return _remove(world, rid)
    raise ArmError(405, "MethodNotAllowed", f"The method {call.method} is not allowed here.")


def _special(world: World, call: Call) -> Answer | None:
    """Paths that name no resource of their own."""
    parts = call.path.strip("/").split("/")
    lower = [part.lower() for part in parts]
    if "configreferences" in lower and call.method == "GET":
        at = lower.index("configreferences")
        app = parse("/".join(parts[: at - 1]))
        return reference_statuses(world, app, parts[at + 2] if len(parts) > at + 2 else None)
    if "deletedvaults" in lower:
        tail = parts[lower.index("deletedvaults") + 1 :]
        return deleted_vaults(
            world, call.method, tail[0] if tail else None, tail[1].lower() if tail[1:] else None
        )
    return None


def _act(world: World, call: Call) -> Answer:
    path, _, action = call.path.rstrip("/").rpartition("/")
    rid = parse(path)
    service = service_of(rid.type)
    if rid.name is None or service.find(world, rid) is None:
        raise not_found(rid)
    operations.refuse_if_busy(world, rid)
    done = service.act(world, rid, action.lower(), call.body)
    if done is None:
        raise ArmError(404, "NotFound", f"No action '{action}' on '{rid.type}'.")
    return done


def _listing(world: World, call: Call, rid: ResourceId) -> Answer:
    """The resources of a type in a scope."""
    if call.method != "GET" or not rid.type:
        raise ArmError(404, "InvalidResourceType", f"The path '{call.path}' names no resource.")
    within = rid.scope if rid.type.count("/") == 1 else call.path.rsplit("/", 1)[0]
    found = [
        service_of(one.type).show(world, one, resource)
        for one, resource in world.below(within)
        if one.type == rid.type and (rid.type.count("/") > 1 or _covers(rid, one))
    ]
    return Answer(200, {"value": found})


def _covers(rid: ResourceId, one: ResourceId) -> bool:
    """Whether a list at a scope shows a resource: extensions are listed at their own scope alone."""
    extension = rid.type in ("microsoft.insights/diagnosticsettings",)
    return one.scope.lower() == rid.scope.lower() if extension else True


def _read(world: World, rid: ResourceId) -> Answer:
    service = service_of(rid.type)
    resource = service.find(world, rid)
    if resource is None:
        check_place(world, rid)
        raise not_found(rid)
    if not service.readable(rid):
        raise ArmError(405, "MethodNotAllowed", f"'{rid.name}' may hold secrets: POST to its 'list'.")
    return Answer(200, service.show(world, rid, resource))


def _write(world: World, call: Call, rid: ResourceId) -> Answer:
    check_place(world, rid)
    service = service_of(rid.type)
    if rid.parent is not None and service_of(rid.parent.type).find(world, rid.parent) is None:
        raise no_parent(rid, rid.parent)
    scope = parse(rid.scope)
    if rid.type != GROUPS and scope.name is not None and service_of(scope.type).find(world, scope) is None:
        raise not_found(scope)
    operations.refuse_if_busy(world, rid)
    old = service.find(world, rid)
    if old is None and call.method == "PATCH":
        raise not_found(rid)
    if old is not None and operations.pending(world, rid.key):
        raise conflict("Another operation is in progress on this resource.", "AnotherOperationInProgress")
    if not isinstance(call.body, dict):
        raise bad_request("The request content is not a JSON object.")
    check_shape(rid, call.body, partial=call.method == "PATCH")
    body = without_nulls({key: value for key, value in call.body.items() if key not in ECHOES})
    if call.method == "PATCH":
        kept = {key: value for key, value in (old or {}).items() if key not in ECHOES}
        body = merged(kept, body)
    check_location(old, body)
    resource = {**named(rid, old), **service.accept(world, rid, old, body)}
    world.save(rid, resource)
    headers = operations.begin(world, rid, removes=False) if service.slow else {}
    shown = service.show(world, rid, resource)
    if service.slow and service.created == 202:
        return Answer(202, None, headers)
    return Answer(200 if old is not None else service.created, shown, headers)


def _remove(world: World, rid: ResourceId) -> Answer:
    check_place(world, rid)
    service = service_of(rid.type)
    resource = world.find(rid.key)
    if resource is None:
        if rid.type == GROUPS:
            raise not_found(rid)
        return Answer(204)
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
