"""What App Service's Linux plans can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """One plan size.

    Attributes:
        always_on: Whether the app is kept awake; without it event triggers and subscriptions stop.
        network: Whether the app can join a virtual network.
        slots: How many deployment slots it has besides production.
        instances: Most instances of it.
        autoscale: Whether Azure may change the number of instances by itself.
        zones: Whether instances can be spread over availability zones.
    """

    always_on: bool
    network: bool
    slots: int
    instances: int
    autoscale: bool
    zones: bool


_FREE = Plan(always_on=False, network=False, slots=0, instances=1, autoscale=False, zones=False)
_BASIC = Plan(always_on=True, network=True, slots=0, instances=3, autoscale=False, zones=False)
_STANDARD = Plan(always_on=True, network=True, slots=5, instances=10, autoscale=True, zones=False)
_PREMIUM = Plan(always_on=True, network=True, slots=20, instances=30, autoscale=True, zones=True)

PLANS: Mapping[str, Plan] = {
    "F1": _FREE,
    **dict.fromkeys(("B1", "B2", "B3"), _BASIC),
    **dict.fromkeys(("S1", "S2", "S3"), _STANDARD),
    **dict.fromkeys((f"P{n}v2" for n in (1, 2, 3)), _PREMIUM),
    **dict.fromkeys((f"P{n}v{version}" for version in (3, 4) for n in (0, 1, 2, 3)), _PREMIUM),
    **dict.fromkeys((f"P{n}mv{version}" for version in (3, 4) for n in (1, 2, 3, 4, 5)), _PREMIUM),
}
"""By their names in Azure, from which the tiers (Premium0V3, PremiumMV3) follow; those are not sent."""
