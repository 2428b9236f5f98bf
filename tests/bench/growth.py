"""How the cost of an operation grows with the number of apps in one stack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tests.bench.measure import Run
from tests.bench.requests import Requests

Kind = Literal["work", "writes"]
"""A number of `Requests` that does not depend on how fast the cloud is."""


@dataclass(frozen=True)
class Measured:
    """One operation on one stack: its time, its memory and, where Azure took part, its requests."""

    operation: str
    run: Run
    requests: Requests | None = None


@dataclass(frozen=True)
class Growth:
    """One operation on a stack of some apps, beside the same operation on as many stacks of one app.

    The ratios are those of the whole to `apps` times one app: 1 is linear growth, below 1 is better.

    Attributes:
        apps: How many apps are in the stack.
        many: The operation on that stack.
        one: The operation on a stack of one app.
    """

    apps: int
    many: Measured
    one: Measured

    @property
    def operation(self) -> str:
        """The operation's name."""
        return self.many.operation

    @property
    def stacks_of_one(self) -> float:
        """Seconds of the operation on as many stacks of one app, one after the other."""
        return self.apps * self.one.run.seconds

    @property
    def seconds(self) -> float:
        """The ratio of the times."""
        return self.many.run.seconds / self.stacks_of_one

    def per_app(self, kind: Kind) -> float | None:
        """Requests of a kind for each app; None where Azure took no part."""
        return None if self.many.requests is None else getattr(self.many.requests, kind) / self.apps

    def ratio(self, kind: Kind) -> float | None:
        """The ratio of the requests of a kind; None where a single app makes none."""
        of_one = None if self.one.requests is None else getattr(self.one.requests, kind)
        of_many = self.per_app(kind)
        return of_many / of_one if of_one and of_many is not None else None


def growth(measured: Iterable[tuple[int, Measured]]) -> list[Growth]:
    """Compare each operation on each number of apps with the same operation on one app."""
    found = list(measured)
    ones = {one.operation: one for apps, one in found if apps == 1}
    return [Growth(apps, many, ones[many.operation]) for apps, many in found]
