"""The former names of Azure's types, as URNs only for an engine that asks for URNs.

Azure's types have had hundreds of names, one for each version of its API. Pulumi composes the URN of each
as soon as a resource is described, for engines of 2022 and before; every later one is told the names
themselves and composes what it needs. That was an eighth of what a run's program took.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import pulumi.resource


@dataclass(frozen=True)
class _Later:
    """A URN that is composed when it is waited for."""

    compose: Callable[[], pulumi.Output[str]]

    def __await__(self) -> Generator[Any, None, str | None]:
        """Compose it."""
        return self.compose().future().__await__()


def compose_urns_when_asked() -> None:
    """From now on; resources that are described already stay as they are."""
    at_once: Any = getattr(pulumi.resource, "collapse_alias_to_urn", None)
    if at_once is not None and not hasattr(at_once, "at_once"):

        def later(*alias: Any) -> _Later:
            return _Later(lambda: at_once(*alias))

        vars(later)["at_once"] = at_once
        vars(pulumi.resource)["collapse_alias_to_urn"] = later
