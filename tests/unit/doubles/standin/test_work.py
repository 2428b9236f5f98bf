"""What takes its time is done in threads, which leave nothing behind."""

from __future__ import annotations

import asyncio
import gc
import weakref

from doubles.standin.graphql.request import QueryError
from tests.unit.doubles.standin.conftest import make_engine


class Held:
    """Something large."""


def test_refusal_keeps_nothing_of_what_was_refused() -> None:
    """What a function held when it refused is gone with the answer, before Python looks for circles."""
    known: list[weakref.ref[Held]] = []

    def refuse() -> None:
        held = Held()
        known.append(weakref.ref(held))
        raise QueryError("no")

    async def asked() -> str:
        try:
            await make_engine().work(refuse)
        except QueryError as error:
            return error.message
        return ""

    gc.disable()
    try:
        assert asyncio.run(asked()) == "no"
        assert [held() for held in known] == [None]
    finally:
        gc.enable()
