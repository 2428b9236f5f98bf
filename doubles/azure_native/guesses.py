"""What the double makes up: names that a program did not give, and outputs that a preview can foretell."""

from __future__ import annotations

import random
import uuid
from typing import Any

from doubles.azure_native.wire import UNKNOWN, has_unknown


def proposed_name(request: Any, own: str) -> str:
    """A name for a resource that was given none."""
    if own == "roleAssignmentName":
        return str(uuid.UUID(bytes=random.Random(request.randomSeed).randbytes(16), version=4))  # noqa: S311 - the engine's seed decides
    if request.HasField("autonaming") and request.autonaming.proposed_name:
        return str(request.autonaming.proposed_name)
    tail = random.Random(request.randomSeed).randbytes(4).hex()  # noqa: S311 - likewise
    return f"{request.urn.split('::')[-1]}{tail}"


def expected_outputs(inputs: dict[str, Any]) -> dict[str, Any]:
    """What can be said in a preview: the inputs that are plain values; the rest stays unknown.

    An object stays unknown as a whole: Azure adds to it what only Azure knows, such as a secret's version.
    """
    return {
        key: UNKNOWN if isinstance(value, dict) or has_unknown(value) else value
        for key, value in inputs.items()
    }
