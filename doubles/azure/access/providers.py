"""Resource providers: a subscription has to register each before it takes a resource of it."""

from __future__ import annotations

from doubles.azure.errors import conflict
from doubles.azure.world import World

ALWAYS = {"microsoft.resources", "microsoft.authorization", "microsoft.consumption", "microsoft.features"}
"""Registered in every subscription from the start."""


def is_registered(world: World, namespace: str) -> bool:
    """Whether the subscription has registered a provider."""
    return namespace.lower() in ALWAYS or bool(world.store.get("registered", namespace.lower()))


def register(world: World, namespace: str) -> None:
    """Register a provider."""
    world.store.put("registered", namespace.lower(), value=True)


def require_registration(world: World, namespace: str) -> None:
    """Refuse a resource of a provider that is not registered.

    Raises:
        ArmError: 409, as ARM words it.
    """
    if not is_registered(world, namespace):
        raise conflict(
            f"The subscription is not registered to use namespace '{namespace}'. See "
            "https://aka.ms/rps-not-found for how to register subscriptions.",
            "MissingSubscriptionRegistration",
        )
