"""What App Service's Linux plans can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """One plan size.

    Attributes:
        tier: The tier's name in Azure's API.
        always_on: Whether the app is kept awake; without it event triggers and subscriptions stop.
        network: Whether the app can join a virtual network.
        slots: How many deployment slots it has besides production.
        instances: Most instances of it.
        autoscale: Whether Azure may change the number of instances by itself.
        zones: Whether instances can be spread over availability zones.
    """

    tier: str
    always_on: bool
    network: bool
    slots: int
    instances: int
    autoscale: bool
    zones: bool


def _basic() -> Plan:
    return Plan("Basic", always_on=True, network=True, slots=0, instances=3, autoscale=False, zones=False)


def _standard() -> Plan:
    return Plan("Standard", always_on=True, network=True, slots=5, instances=10, autoscale=True, zones=False)


def _premium(tier: str) -> Plan:
    return Plan(tier, always_on=True, network=True, slots=20, instances=30, autoscale=True, zones=True)


PLANS: Mapping[str, Plan] = {
    "F1": Plan("Free", always_on=False, network=False, slots=0, instances=1, autoscale=False, zones=False),
    **{name: _basic() for name in ("B1", "B2", "B3")},
    **{name: _standard() for name in ("S1", "S2", "S3")},
    **{f"P{n}v2": _premium("PremiumV2") for n in (1, 2, 3)},
    **{f"P{n}v3": _premium("PremiumV3") for n in (0, 1, 2, 3)},
    **{f"P{n}mv3": _premium("PremiumMV3") for n in (1, 2, 3, 4, 5)},
    **{f"P{n}v4": _premium("PremiumV4") for n in (0, 1, 2, 3)},
}
