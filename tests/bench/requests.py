"""Counting what an operation asked of Azure, from the request log of the rehearsal's emulator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_WRITES = frozenset({"PUT", "PATCH", "POST", "DELETE"})
_LOGIN = ("/oauth2/", "/metadata/", "/.well-known/", "/discovery/")
_WAITING = ("/azureasyncoperation/", "/operationresults/")


@dataclass(frozen=True)
class Requests:
    """How many requests there were, by what they were for.

    Attributes:
        reads: They asked for a resource.
        writes: They changed one.
        waits: They asked how a long operation goes; how many depends on how long it takes.
        logins: They were for a token or for where things are, or were told to bring a token first.
    """

    reads: int = 0
    writes: int = 0
    waits: int = 0
    logins: int = 0

    @property
    def work(self) -> int:
        """Reads and writes: what the same program needs in every run, however fast the cloud is."""
        return self.reads + self.writes


def count(log: Iterable[Mapping[str, Any]]) -> Requests:
    """Sort the entries of a request log."""
    totals = {"reads": 0, "writes": 0, "waits": 0, "logins": 0}
    for entry in log:
        totals[_purpose(entry)] += 1
    return Requests(**totals)


def _purpose(entry: Mapping[str, Any]) -> str:
    path, method = str(entry["path"]).lower(), str(entry["method"])
    if entry["status"] == 401 or any(part in f"{path}/" for part in _LOGIN):
        return "logins"
    if any(part in path for part in _WAITING):
        return "waits"
    # App settings are listed by POST, because they may hold secrets.
    listed = method == "POST" and path.rsplit("/", 1)[-1].startswith("list")
    return "writes" if method in _WRITES and not listed else "reads"
