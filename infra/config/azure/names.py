"""Names, ids and tags of resources, and Azure's rules for those that a stack's owner may choose."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from infra.config.reader import ConfigReader


@dataclass(frozen=True)
class NameRule:
    """What a name may look like."""

    pattern: re.Pattern[str]
    shortest: int
    longest: int
    words: str


RESOURCE_GROUP = NameRule(
    re.compile(r"[\w().-]*[\w()-]"), 1, 90, "letters, digits, '_', '-', '.' and brackets, no '.' at the end"
)
# An app may have 60; its plan is called NAME-plan, and has no more.
WEB_APP = NameRule(
    re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"), 2, 55, "letters, digits and inner '-'"
)
VAULT = NameRule(
    re.compile(r"[A-Za-z](?!.*--)[A-Za-z0-9-]*[A-Za-z0-9]"),
    3,
    24,
    "letters, digits and single inner '-', a letter first",
)
SERVER = NameRule(re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"), 3, 63, "small letters, digits and inner '-'")
SLOT = "staging"

# Private DNS zones and secrets of a vault take 15 tags, of which the program has two of its own.
_MOST_TAGS, _TAG = 13, re.compile(r"[^\d\s<>%&\\?/()][^\s<>%&\\?/()]{0,511}")
_LONGEST_TAG_VALUE, _LONGEST_HOST = 256, 60


@dataclass(frozen=True)
class Names:
    """The names that a stack's owner may choose; the others follow from the app's."""

    resource_group: str
    app: str
    vault: str
    server: str

    def part(self, role: str) -> str:
        """Name of a resource that is unique within the resource group only."""
        return f"{self.app}-{role}"


def read_names(reader: ConfigReader) -> Names:
    """The names from config; vault and server are named after the app unless they have names of their own."""
    app = _checked(reader, "appName", reader.text("appName"), WEB_APP)
    return Names(
        resource_group=_checked(
            reader, "resourceGroupName", reader.text("resourceGroupName"), RESOURCE_GROUP
        ),
        app=app,
        vault=_checked(reader, "vaultName", reader.text("vaultName") or f"{app}-vault", VAULT),
        server=_checked(reader, "serverName", reader.text("serverName") or f"{app.lower()}-db", SERVER),
    )


def id_form(kind: str) -> str:
    """The pattern of the ids of a kind of resource, as `az ... show --query id` prints them.

    Args:
        kind: Provider and type, as `Microsoft.Network/virtualNetworks`. The group `name` has the name.
    """
    return rf"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/{re.escape(kind)}/(?P<name>[^/]+)"


def secret_name(variable: str) -> str:
    """Name of a variable's secret in the vault, which knows letters, digits and '-' only, and no case."""
    return variable.lower().replace("_", "-")


def _checked(reader: ConfigReader, setting: str, name: str, rule: NameRule) -> str:
    if not rule.shortest <= len(name) <= rule.longest:
        length = f"{rule.shortest} to {rule.longest} characters"
        reader.problem(setting, f"is {name!r} with {len(name)} characters; Azure takes {length}")
    elif not rule.pattern.fullmatch(name):
        reader.problem(setting, f"is {name!r}; Azure takes {rule.words}")
    return name


def check_slot_name(reader: ConfigReader, app: str) -> None:
    """Refuse an app's name with which the slot's own host would be too long."""
    host = f"{app}-{SLOT}"
    if len(host) > _LONGEST_HOST:
        reason = (
            f"has {len(app)} characters, and the slot's host would be {host}; Azure takes {_LONGEST_HOST}"
        )
        reader.problem("appName", reason)


def read_tags(reader: ConfigReader) -> Mapping[str, str]:
    """The tags of all resources: what one kind of resource does not take is refused for all."""
    tags = reader.mapping("tags")
    if len(tags) > _MOST_TAGS:
        reason = f"has {len(tags)} tags; a private DNS zone takes {_MOST_TAGS} beside the program's own"
        reader.problem("tags", reason, reader.remove(f"tags.{list(tags)[-1]}"))
    for name, value in tags.items():
        path = f"tags.{name}"
        if not _TAG.fullmatch(name):
            reason = "is not a name that every resource takes: no blanks, no <>%&\\?/(), no digit first"
            reader.problem(path, reason, reader.remove(path))
        elif len(value) > _LONGEST_TAG_VALUE:
            reason = f"has {len(value)} characters; Azure takes {_LONGEST_TAG_VALUE}"
            reader.problem(path, reason, reader.set(path))
    return tags
