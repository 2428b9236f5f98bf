"""What a change of inputs means: nothing, an update in place, or a new resource."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pulumi.runtime.proto import provider_pb2

from doubles.azure_native.catalogue import Kind

_PropertyDiff = provider_pb2.PropertyDiff


def difference(kind: Kind, before: dict[str, Any], after: dict[str, Any]) -> Any:
    """The answer to Diff: old inputs against new ones, so that what Azure adds or masks makes no noise."""
    forcing = {*kind.names, "location", *kind.replace_on} - {"subscriptionId"}
    detailed: dict[str, Any] = {}
    changed: list[str] = []
    replaces: list[str] = []
    for name in sorted({*before, *after}):
        places = list(_changes(name, before.get(name), after.get(name)))
        if not places:
            continue
        changed.append(name)
        replaced = name in forcing and not (
            name == "location" and _same_place(before.get(name), after.get(name))
        )
        if replaced:
            replaces.append(name)
        for place, verb in places:
            value = getattr(_PropertyDiff, f"{verb}_REPLACE" if replaced else verb)
            detailed[place] = _PropertyDiff(kind=value, inputDiff=True)
    own = kind.own_name
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE,
        diffs=changed,
        replaces=replaces,
        deleteBeforeReplace=bool(replaces) and own is not None and own not in replaces,
        hasDetailedDiff=bool(changed),
        detailedDiff=detailed,
    )


def _same_place(one: Any, other: Any) -> bool:
    return str(one).replace(" ", "").lower() == str(other).replace(" ", "").lower()


def _changes(path: str, old: Any, new: Any) -> Iterator[tuple[str, str]]:
    """Where two values differ, with ADD, DELETE or UPDATE."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted({*old, *new}):
            simple = key.replace("_", "a").isalnum()
            yield from _changes(f"{path}.{key}" if simple else f'{path}["{key}"]', old.get(key), new.get(key))
        return
    yield path, "ADD" if old is None else "DELETE" if new is None else "UPDATE"
