"""Locks: what keeps even an owner from deleting, or changing, a resource and all that is in it or on it.

After learn.microsoft.com, "Lock your resources": a lock holds for its scope, the scope's children and what is
attached to them, such as role assignments; nothing that holds a locked resource can go either. Data planes do
not know it.
"""

from __future__ import annotations

from collections.abc import Iterator

from doubles.azure.errors import conflict
from doubles.azure.ids import ResourceId
from doubles.azure.world import Resource, World

LOCKS = "microsoft.authorization/locks"
_LIFTED = "lifted"


def refuse_removal(world: World, rid: ResourceId) -> None:
    """Refuse to remove what is locked, is within or on something locked, or holds it.

    Raises:
        ArmError: 409, with the locked scopes.
    """
    found = [scope for scope, _ in _locks(world) if _within(rid.key, scope) or _within(scope, rid.key)]
    _refuse(rid, "delete", found)


def refuse_write(world: World, rid: ResourceId) -> None:
    """Refuse to write what is locked against every change.

    Raises:
        ArmError: 409, with the locked scopes.
    """
    found = [scope for scope, level in _locks(world) if level == "ReadOnly" and _within(rid.key, scope)]
    _refuse(rid, "write", found)


def _refuse(rid: ResourceId, verb: str, scopes: list[str]) -> None:
    if rid.type != LOCKS and scopes:
        raise conflict(
            f"The scope '{rid.path}' cannot perform {verb} operation because following scope(s) are locked: "
            f"'{','.join(sorted(set(scopes)))}'. Please remove the lock and try again.",
            "ScopeLocked",
        )


def _locks(world: World) -> Iterator[tuple[str, str]]:
    """The scope and the level of each lock."""
    for rid, lock in world.all_of(LOCKS):
        yield rid.scope.lower(), _level(lock)
    for scope, lifted in world.store.items(_LIFTED):
        if world.now() < lifted["until"]:
            yield scope, lifted["level"]


def lift(world: World, rid: ResourceId, lock: Resource) -> None:
    """Note that a lock was taken away: every part of Azure knows it a little later."""
    until = world.now() + world.lock_seconds
    world.store.put(_LIFTED, rid.scope.lower(), {"until": until, "level": _level(lock)})


def _level(lock: Resource) -> str:
    return str((lock.get("properties") or {}).get("level"))


def _within(path: str, scope: str) -> bool:
    return f"{path}/".startswith(f"{scope}/")
