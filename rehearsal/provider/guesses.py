"""What the double makes up: names that a program did not give, and outputs that a preview can foretell."""

from __future__ import annotations

import random
import uuid
from typing import Any

from rehearsal.provider.wire import UNKNOWN, Hidden, has_unknown


def proposed_name(request: Any, own: str) -> str:
    """A name for a resource that was given none."""
    if own == "roleAssignmentName":
        return str(uuid.UUID(bytes=random.Random(request.randomSeed).randbytes(16), version=4))  # noqa: S311 - the engine's seed decides
    if request.HasField("autonaming") and request.autonaming.proposed_name:
        return str(request.autonaming.proposed_name)
    tail = random.Random(request.randomSeed).randbytes(4).hex()  # noqa: S311 - likewise
    return f"{request.urn.split('::')[-1]}{tail}"


def expected_outputs(inputs: dict[str, Any]) -> dict[str, Any]:
    """What can be said in a preview: the inputs, in the form of outputs; the rest stays unknown."""
    found = dict(inputs)
    identity = found.get("identity")
    if isinstance(identity, dict) and isinstance(identity.get("userAssignedIdentities"), list):
        found["identity"] = {**identity, "userAssignedIdentities": UNKNOWN}
    return {
        key: UNKNOWN if has_unknown(value) and not isinstance(value, Hidden) else value
        for key, value in found.items()
    }
