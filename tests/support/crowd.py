"""Many clients of one API at once, each with its own connection, as browsers are."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Mapping

import httpx

Right = Callable[[httpx.Response], bool]


def crowd(
    url: str, headers: Mapping[str, str], body: object, is_right: Right, *, clients: int, seconds: float
) -> tuple[list[float], int]:
    """Let clients ask the same again and again, each at least once.

    Args:
        url: Base address of the API.
        headers: What each request has.
        body: The GraphQL request.
        is_right: Whether an answer is what was asked for.
        clients: How many.
        seconds: For how long.

    Returns:
        The times of all answers in seconds, and how many were wrong or did not come.
    """
    times: list[float] = []
    errors = 0
    end = time.monotonic() + seconds
    trusts = ssl.create_default_context()  # once: to load the certificates takes longer than an answer

    async def client() -> None:
        nonlocal errors
        async with httpx.AsyncClient(
            base_url=url, headers=dict(headers), timeout=60, verify=trusts
        ) as session:
            while True:
                started = time.monotonic()
                try:
                    right = is_right(await session.post("/v1/graphql", json=body))
                except httpx.HTTPError:
                    right = False
                errors += not right
                times.append(time.monotonic() - started)
                if time.monotonic() > end:
                    return

    async def everybody() -> None:
        await asyncio.gather(*(client() for _ in range(clients)))

    asyncio.run(everybody())
    return times, errors
