"""Swapping two slots: configuration and settings change places, what sticks to a slot stays."""

from __future__ import annotations

from typing import Any

from doubles.azure.errors import not_found
from doubles.azure.ids import ResourceId, parse
from doubles.azure.operations import begin
from doubles.azure.services.base import properties_of, with_properties
from doubles.azure.services.web import site_state
from doubles.azure.world import Answer, World, stamp

_STAYS = {"alwaysOn", "cors", "ipSecurityRestrictions", "scmIpSecurityRestrictions", "autoSwapSlotName",
          "publishingUsername", "httpLoggingEnabled", "detailedErrorLoggingEnabled", "requestTracingEnabled",
          "vnetName", "vnetRouteAllEnabled", "numberOfWorkers"}  # fmt: skip
"""Configuration that App Service does not swap."""


def swap(world: World, source: ResourceId, body: dict[str, Any]) -> Answer:
    """Exchange a slot (or the app itself) with another."""
    main = source if source.parent is None else source.parent
    wanted = str(body.get("targetSlot") or "production")
    target = main if wanted.lower() == "production" else parse(f"{main.path}/slots/{wanted}")
    if world.find(target.key) is None:
        raise not_found(target)
    sticky = properties_of(world.find(f"{main.key}/config/slotconfignames"))
    names = set(sticky.get("appSettingNames") or [])
    strings = set(sticky.get("connectionStringNames") or [])
    one, other = _read(world, source), _read(world, target)
    for app, mine, theirs in ((source, one, other), (target, other, one)):
        site_state.keep(world, app, "web", _mixed(mine["web"], theirs["web"], _STAYS))
        site_state.keep(world, app, "appsettings", _mixed(mine["appsettings"], theirs["appsettings"], names))
        site_state.keep(
            world,
            app,
            "connectionstrings",
            _mixed(mine["connectionstrings"], theirs["connectionstrings"], strings),
        )
        site_state.restart(world, app, "swapped")
    main_site = world.find(main.key) or {}
    status = {"timestampUtc": stamp(), "sourceSlotName": source.name if source.parent else "production",
              "destinationSlotName": wanted}  # fmt: skip
    world.save(main, with_properties(main_site, slotSwapStatus=status))
    return Answer(202, None, begin(world, source, removes=False))


def _read(world: World, app: ResourceId) -> dict[str, dict[str, Any]]:
    return {
        "web": site_state.web_config(world, app),
        "appsettings": site_state.settings(world, app),
        "connectionstrings": properties_of(world.find(f"{app.key}/config/connectionstrings")),
    }


def _mixed(mine: dict[str, Any], theirs: dict[str, Any], stays: set[str]) -> dict[str, Any]:
    """What a slot has afterwards: the other's values, and its own where they stick."""
    moved = {key: value for key, value in theirs.items() if key not in stays}
    return {**moved, **{key: value for key, value in mine.items() if key in stays}}
