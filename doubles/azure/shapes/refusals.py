"""How ARM and the resource providers word a refusal of a body.

A body of a wrong shape is refused by whoever reads its JSON, in the same words everywhere. A value that is
not taken is the provider's matter; the codes and first sentences are those of answers on record.
"""

from __future__ import annotations

from collections.abc import Sequence

from doubles.azure.errors import ArmError
from doubles.azure.shapes.scalar import Problem

_SHAPE = ("InvalidRequestContent", "The request content was invalid and could not be deserialized:")
_VALUES = {
    "microsoft.dbforpostgresql": ("InvalidParameterValue", ""),
    "microsoft.network": ("InvalidRequestFormat", "Cannot parse the request."),
    "microsoft.web": ("BadRequest", "The parameter has an invalid value."),
    "microsoft.keyvault": ("BadRequest", "The request is not valid."),
    "microsoft.insights": ("BadRequest", ""),
    "microsoft.consumption": ("BadRequest", ""),
    "microsoft.operationalinsights": ("BadRequest", ""),
}


def refusal(namespace: str, problems: Sequence[Problem]) -> ArmError:
    """One refusal of all that is wrong.

    Args:
        namespace: The resource provider, in lower case.
        problems: What is wrong, the first of it the target; not empty.
    """
    shape = [problem for problem in problems if not problem.of_value]
    first = (shape or problems)[0]
    code, words = _SHAPE if shape else _VALUES.get(namespace, _SHAPE)
    code = first.code or code
    details = [
        {"code": one.code or code, "target": one.where.removeprefix("$."), "message": one.message}
        for one in problems
    ]
    said = " ".join(f"{one.message.removesuffix('.')}. Path '{one.where}'." for one in problems)
    return ArmError(
        400, code, f"{words} {said}".strip(), target=first.where.removeprefix("$."), details=details
    )
