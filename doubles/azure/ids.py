"""Resource ids as ARM reads them: case-insensitive paths of scope, provider, types and names."""

from __future__ import annotations

import re
from dataclasses import dataclass

GROUPS = "microsoft.resources/resourcegroups"
_GROUP = re.compile(r"^/subscriptions/([^/]+)/resourcegroups/([^/]+)", re.IGNORECASE)

_CASE = re.compile(r"/resourcegroups/", re.IGNORECASE)


@dataclass(frozen=True)
class ResourceId:
    """One path, taken apart.

    Attributes:
        path: The path as written, without a slash at its end.
        type: The type in lower case, such as `microsoft.web/sites/config`; empty for a plain scope.
        name: The resource's name; None when the path names a collection.
    """

    path: str
    type: str
    name: str | None

    @property
    def key(self) -> str:
        """The path in lower case: ARM's ids do not depend on case."""
        return self.path.lower()

    @property
    def written_type(self) -> str:
        """The type in the case that the caller used, as actions are named after it."""
        if self.type == GROUPS:
            return "Microsoft.Resources/subscriptions/resourceGroups"
        tail = self.path[self.key.rfind("/providers/") + len("/providers/") :].split("/")
        return "/".join([tail[0], *tail[1::2]])

    @property
    def group(self) -> str | None:
        """The resource group's name, as written."""
        found = _GROUP.match(self.path)
        return found.group(2) if found else None

    @property
    def group_key(self) -> str | None:
        """The resource group's own key."""
        found = _GROUP.match(self.path)
        return found.group(0).lower() if found else None

    @property
    def parent(self) -> ResourceId | None:
        """The resource that this one lives in, within its own provider."""
        if self.type.count("/") < 2:
            return None
        return parse("/".join(self.path.split("/")[:-2]))

    @property
    def scope(self) -> str:
        """What the provider's part of the path is attached to."""
        at = self.key.rfind("/providers/")
        return self.path[:at] if at >= 0 else self.path


def parse(path: str) -> ResourceId:
    """Read a path."""
    path = _CASE.sub("/resourceGroups/", "/" + path.strip("/"))
    lower = path.lower()
    at = lower.rfind("/providers/")
    if at < 0:
        parts = lower.strip("/").split("/")
        if len(parts) == 4 and parts[2] == "resourcegroups":
            return ResourceId(path, GROUPS, path.rsplit("/", 1)[1])
        return ResourceId(path, GROUPS if parts[-1] == "resourcegroups" else "", None)
    namespace, *pairs = path[at + len("/providers/") :].split("/")
    kind = "/".join([namespace, *pairs[0::2]]).lower()
    return ResourceId(path, kind, pairs[-1] if pairs and len(pairs) % 2 == 0 else None)
