"""What tests and the operator may look at and change, under `/_rehearsal`, with a token of its own."""

from __future__ import annotations

import hmac
from dataclasses import asdict
from typing import Any

from doubles.azure.errors import ArmError
from doubles.azure.gate import Throttle, faults_of
from doubles.azure.ids import parse
from doubles.azure.services.web import containers, site_state
from doubles.azure.world import Answer, Call, World

PREFIX = "/_rehearsal/"
TOKEN_HEADER = "x-rehearsal-token"  # noqa: S105 - the header's name


def guard(world: World, call: Call) -> dict[str, Any]:
    """Let in who has the rehearsal's own token.

    Raises:
        ArmError: The token is wrong.
    """
    if not hmac.compare_digest(call.headers.get(TOKEN_HEADER, ""), world.account.admin_token):
        raise ArmError(403, "Forbidden", f"The header {TOKEN_HEADER} must carry the rehearsal's own token.")
    return {}


def faults(world: World, call: Call) -> Answer:
    """Tell the fault plan, or set a new one."""
    if call.method == "PUT":
        world.gate.faults = faults_of(call.body or {})
    plan = asdict(world.gate.faults)
    return Answer(200, {name: value for name, value in plan.items() if not name.startswith("_")})


def throttle(world: World, call: Call) -> Answer:
    """Tell the limit of requests, or set a new one."""
    if call.method == "PUT":
        body = call.body
        world.gate.throttle = Throttle(int(body.get("requests", 0)), float(body.get("seconds", 1)))
    return Answer(200, {"requests": world.gate.throttle.requests})


def clock(world: World, call: Call) -> Answer:
    """Let time pass in Azure."""
    world.move_clock(float(call.body["seconds"]))
    return Answer(200, {"now": world.now()})


def resources(world: World, call: Call) -> Answer:
    """Every resource that is stored."""
    del call
    return Answer(200, {"value": [resource for _, resource in world.store.items("resource")]})


def password(world: World, call: Call) -> Answer:
    """The password that a flexible server was given."""
    return Answer(200, {"value": world.store.get("password", call.query.get("id", "").lower())})


def unknown(world: World, call: Call) -> Answer:
    """Anything else.

    Raises:
        ArmError: Always.
    """
    del world
    raise ArmError(404, "NotFound", f"There is no inspection '{call.names['what']}'.")


def app(world: World, call: Call) -> Answer:
    """What an app's process has, and how often and when it was started.

    Raises:
        ArmError: There is no such app.
    """
    rid = parse(call.query.get("id", ""))
    known = world.store.get("app", rid.key)
    if known is None:
        raise ArmError(404, "NotFound", f"There is no app '{rid.path}'.")
    statuses = {name: one.status for name, one in site_state.resolved(world, rid).items()}
    running = containers.runs(world, rid)
    return Answer(
        200,
        {
            "environment": site_state.environment(world, rid),
            "settings": site_state.settings(world, rid),
            "references": statuses,
            "restarts": known["restarts"],
            "restartedAt": known["at"],
            "reason": known["reason"],
            "config": site_state.web_config(world, rid),
            "serving": (running.serving or {}).get("image"),
            "starting": bool(known.get("starting")),
            "problem": running.problem,
        },
    )
