"""Autoscale at work: how a plan's number of instances follows its load.

Any rule that adds makes it more; less only when all rules that take away agree (learn.microsoft.com, "Best
practices for autoscale"). Windows, cooldowns and the flapping check are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import ge, gt, le, lt
from typing import Any

from doubles.azure.services.base import properties_of
from doubles.azure.world import World

_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThan": gt,
    "GreaterThanOrEqual": ge,
    "LessThan": lt,
    "LessThanOrEqual": le,
}


def instances(world: World, plan: str, load: Mapping[str, float]) -> int:
    """How many instances a plan has once autoscale has seen a load.

    Args:
        world: The emulated cloud.
        plan: The plan's id.
        load: Metrics by their names, such as `CpuPercentage`, averaged over the instances.
    """
    count = int(properties_of(world.find(plan)).get("numberOfWorkers") or 1)
    for _, setting in world.all_of("microsoft.insights/autoscalesettings"):
        given = properties_of(setting)
        if given.get("enabled") and str(given.get("targetResourceUri")).lower() == plan.lower():
            for profile in given["profiles"]:
                count = _scaled(profile, count, load)
    return count


def _scaled(profile: dict[str, Any], count: int, load: Mapping[str, float]) -> int:
    rules = profile["rules"]
    more = [rule for rule in rules if rule["scaleAction"]["direction"] == "Increase"]
    less = [rule for rule in rules if rule["scaleAction"]["direction"] == "Decrease"]
    if any(_holds(rule, load) for rule in more):
        count += max(int(rule["scaleAction"]["value"]) for rule in more)
    elif less and all(_holds(rule, load) for rule in less):
        count -= max(int(rule["scaleAction"]["value"]) for rule in less)
    capacity = profile["capacity"]
    return min(max(count, int(capacity["minimum"])), int(capacity["maximum"]))


def _holds(rule: dict[str, Any], load: Mapping[str, float]) -> bool:
    trigger = rule["metricTrigger"]
    return _HOLDS[trigger["operator"]](load[trigger["metricName"]], float(trigger["threshold"]))
