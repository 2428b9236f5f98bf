"""One command on metadata, or a bulk of them, each checked on its own."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from doubles.standin.metadata.commands.registry import COMMANDS, ONE_BY_ONE
from doubles.standin.metadata.context import Context
from doubles.standin.metadata.errors import ApiError, required

_BULKS = {"bulk", "bulk_keep_going", "bulk_atomic"}


def kinds(request: Any) -> set[str]:
    """The types of a command, or of those in a bulk."""
    kind = required(request, "type", str, "$")
    if kind not in _BULKS:
        return {kind}
    return {found for part in required(request, "args", list, "$") for found in kinds(part)}


async def run(context: Context, request: Any) -> Any:
    """The answer to a command, or a list of those to a bulk's; what it changes is in the context.

    Raises:
        ApiError: It is refused; only `bulk_keep_going` answers with that instead.
    """
    kind = request["type"]
    if kind not in _BULKS:
        return await _run_one(context, request)
    answers = []
    for index, part in enumerate(request["args"]):
        before = copy.deepcopy(context.document)
        try:
            with at(index):
                answers.append(await run(context, part))
        except ApiError as error:
            if kind != "bulk_keep_going":
                raise
            context.document = before
            answers.append(error.body())
    return answers


async def _run_one(context: Context, request: Any) -> Any:
    kind = request["type"]
    command = COMMANDS.get(kind)
    if command is None:
        raise not_supported(kind)
    before = [] if kind not in ONE_BY_ONE else await context.inconsistencies()
    answer = await command(context, request.get("args"), request.get("version", 1))
    if kind in ONE_BY_ONE:
        known = {(entry.type, entry.name) for entry in before}
        new = [entry for entry in await context.inconsistencies() if (entry.type, entry.name) not in known]
        if new:
            reasons = ", ".join(entry.body()["reason"] for entry in new)
            raise ApiError("invalid-configuration", reasons, internal=[entry.body() for entry in new])
    return answer


@contextmanager
def at(index: int) -> Iterator[None]:
    """Let a refusal name the command of a bulk that it is about."""
    try:
        yield
    except ApiError as error:
        raise error.below(f"$.args[{index}]") from None


def not_supported(kind: str) -> ApiError:
    """The refusal of a command that is not known here."""
    message = f"herm's stand-in engine does not take the command {kind} here: docs/development/stand-in.md"
    return ApiError("not-supported", message, "$")
