"""A token as people read it: header and claims, and each time as a date and a distance from now."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console

from hasura.explain.words import duration, moment
from hasura.request.compact import base64url

_TIMES = ("exp", "iat", "nbf", "auth_time")


def decoded(token: str) -> tuple[Any, Any]:
    """Header and claims of a token, whatever they are; None for a part that is not JSON."""
    parts = [*token.split("."), "", ""]
    return _json(parts[0]), _json(parts[1])


def dates(claims: Any, now: float) -> dict[str, str]:
    """The claims that are times, each as a date and as its distance from now."""
    if not isinstance(claims, dict):
        return {}
    times = {name: claims[name] for name in _TIMES if isinstance(claims.get(name), int | float)}
    return {
        name: f"{moment(time)}, in {duration(time - now)}"
        if time > now
        else f"{moment(time)}, {duration(now - time)} ago"
        for name, time in times.items()
    }


def print_token(console: Console, header: Any, claims: Any, now: float) -> None:
    """Print header and claims; nothing here is proved."""
    for title, part in (("Header", header), ("Claims", claims)):
        console.print(f"[bold]{title}[/]")
        console.print("not readable as JSON" if part is None else json.dumps(part, indent=2), markup=False)
    for name, text in dates(claims, now).items():
        console.print(f"[dim]{name:>10}[/]  {text}")


def _json(part: str) -> Any:
    data = base64url(part)
    try:
        return None if data is None else json.loads(data)
    except (ValueError, RecursionError):
        return None
