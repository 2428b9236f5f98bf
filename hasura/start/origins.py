"""Which origins may call: `HASURA_GRAPHQL_CORS_DOMAIN` as Hasura reads it, and how it compares an origin.

Source: `Hasura.Server.Cors`. An entry is a scheme (any, not only http), a host and perhaps a port; what
follows the port is not looked at. A wildcard stands for one label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SCHEME = r"(?P<scheme>(?:[^\W_]|[+.-])+://)"
_HOST = r"(?:(?P<host>[^:]+):(?P<port>[0-9]*)|(?P<rest>.*))"
_ENTRY = re.compile(rf"{_SCHEME}(?P<wildcard>\*\.)?{_HOST}", re.DOTALL)
_ORIGIN = re.compile(rf"{_SCHEME}[^.]*\.{_HOST}", re.DOTALL)
_HELP = "All domains should have scheme + (optional wildcard) host + (optional port)"

Parts = tuple[str, str, int | None]
"""Scheme with `://`, host, port."""


@dataclass(frozen=True)
class Origins:
    """The origins that may call.

    Attributes:
        every: Whether every origin may.
        exact: Origins that may.
        wildcards: What follows the first label of origins that may.
    """

    every: bool = False
    exact: frozenset[str] = frozenset()
    wildcards: frozenset[Parts] = frozenset()

    def allow(self, origin: str) -> bool:
        """Whether this origin may call."""
        if self.every or origin in self.exact:
            return True
        match = _ORIGIN.match(origin)
        return match is not None and _parts(match) in self.wildcards


def parse_origins(text: str) -> Origins:
    """The origins of a list separated by commas; `*` alone allows every origin.

    Raises:
        ValueError: With Hasura's words, when an entry is not an origin.
    """
    if text == "*":
        return Origins(every=True)
    exact, wildcards = set(), set()
    for entry in (part.strip() for part in text.split(",")):
        match = _ENTRY.match(entry)
        if match is None:
            raise ValueError(f"invalid domain: '{entry}'. {_HELP}")
        if match["wildcard"]:
            wildcards.add(_parts(match))
        else:
            scheme, host, port = _parts(match)
            exact.add(scheme + host + ("" if port is None else f":{port}"))
    return Origins(exact=frozenset(exact), wildcards=frozenset(wildcards))


def _parts(match: re.Match[str]) -> Parts:
    if match["host"] is None:
        return match["scheme"], match["rest"], None
    return match["scheme"], match["host"], int(match["port"]) if match["port"] else None
