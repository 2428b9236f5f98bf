"""What tests and the operator may look at and change, under `/_rehearsal`, with a token of its own."""

from __future__ import annotations

import hmac
import json
from typing import Any

from doubles.azure.errors import ArmError
from doubles.azure.gate import Gate, Throttle, faults_from
from doubles.azure.ids import parse
from doubles.azure.services import references, site_state
from doubles.azure.world import Answer, World

TOKEN_HEADER = "x-rehearsal-token"  # noqa: S105 - the header's name


def answer(  # noqa: PLR0913, PLR0917 - what a request is made of
    world: World, gate: Gate, method: str, what: str, query: dict[str, str], body: Any, token: str
) -> Answer:
    """Answer one request to the inspection endpoint.

    Raises:
        ArmError: The token is wrong, or there is nothing of that name.
    """
    if not hmac.compare_digest(token, world.account.admin_token):
        raise ArmError(403, "Forbidden", f"The header {TOKEN_HEADER} must carry the rehearsal's own token.")
    if what == "app":
        return _app(world, query.get("id", ""))
    if what == "faults":
        if method == "PUT":
            gate.faults = faults_from(json.dumps(body or {}))
        return Answer(200, gate.state()["faults"])
    if what == "throttle":
        if method == "PUT":
            gate.throttle = Throttle(int(body.get("requests", 0)), float(body.get("seconds", 1)))
        return Answer(200, gate.state()["throttle"])
    if what == "resources":
        return Answer(200, {"value": [resource for _, resource in world.store.items("resource")]})
    if what == "password":
        return Answer(200, {"value": world.store.get("password", query.get("id", "").lower())})
    raise ArmError(404, "NotFound", f"There is no inspection '{what}'.")


def _app(world: World, path: str) -> Answer:
    """What an app's process has, and how often and when it was started."""
    app = parse(path)
    known = world.store.get("app", app.key)
    if known is None:
        raise ArmError(404, "NotFound", f"There is no app '{path}'.")
    statuses = {}
    for name, value in site_state.settings(world, app).items():
        found = references.resolve(world, app, value)
        if found is not None:
            statuses[name] = found.status
    return Answer(
        200,
        {
            "environment": site_state.environment(world, app),
            "settings": site_state.settings(world, app),
            "references": statuses,
            "restarts": known["restarts"],
            "restartedAt": known["at"],
            "reason": known["reason"],
            "config": site_state.web_config(world, app),
        },
    )
