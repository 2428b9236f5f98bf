"""ARM's errors: a status, a code and a sentence, in the body that every Azure client reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from doubles.azure.ids import GROUPS, ResourceId


class ArmError(Exception):
    """A refusal in ARM's form.

    Args:
        status: HTTP's status.
        code: ARM's word for what is wrong.
        message: A sentence.
        target: The place in the body that it is about.
        details: Everything that is wrong, each with a code, a message and a target.
        headers: More headers of the answer.
    """

    def __init__(  # noqa: PLR0913 - the members of ARM's form
        self,
        status: int,
        code: str,
        message: str,
        *,
        target: str = "",
        details: Sequence[dict[str, str]] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.target = target
        self.details = list(details)
        self.headers = {"x-ms-failure-cause": "gateway", **(headers or {})}

    def body(self) -> dict[str, Any]:
        """The error's body."""
        more = {"target": self.target, "details": self.details}
        told = {"code": self.code, "message": str(self), **{key: one for key, one in more.items() if one}}
        return {"error": told}

    def content(self) -> dict[str, Any] | str:
        """What is sent: the body as JSON, or as the XML of its service."""
        return self.body()


def not_found(rid: ResourceId) -> ArmError:
    """What ARM says of a resource that is not there."""
    if rid.type == GROUPS:
        return ArmError(404, "ResourceGroupNotFound", f"Resource group '{rid.name}' could not be found.")
    return ArmError(
        404,
        "ResourceNotFound",
        f"The Resource '{rid.written_type}/{rid.name}' under resource group '{rid.group or ''}' was not "
        "found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    )


def no_parent(rid: ResourceId, parent: ResourceId) -> ArmError:
    """What ARM says when a child is written before its parent."""
    return ArmError(
        404,
        "ParentResourceNotFound",
        f"Failed to perform 'write' on resource(s) of type '{rid.written_type}', because the "
        f"parent resource '{parent.path}' could not be found.",
    )


def conflict(message: str, code: str = "Conflict") -> ArmError:
    """A refusal because of what is there already."""
    return ArmError(409, code, message)


def bad_request(message: str, code: str = "InvalidRequestContent") -> ArmError:
    """A refusal because of what was sent."""
    return ArmError(400, code, message)
