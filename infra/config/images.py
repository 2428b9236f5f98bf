"""What the reference of an image tells."""

from __future__ import annotations

import re

_PROJECT = ".project-"
_MIGRATIONS = ".cli-migrations-"
_AZURE = ".azurecr.io"
_RELEASE = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


def tag_of(image: str) -> str:
    """The tag, which is a version where the image is a release."""
    return image.partition("@")[0].rpartition(":")[2]


def azure_registry(image: str) -> str:
    """The name of Azure's registry that an image is in; "" for an image elsewhere."""
    host = image.partition("/")[0]
    return host.removesuffix(_AZURE) if host.endswith(_AZURE) else ""


def release_of(tag: str) -> tuple[int, ...]:
    """The release of Hasura's that a tag or a version names; empty for any other."""
    found = _RELEASE.match(tag)
    return tuple(int(number) for number in found.groups()) if found else ()


def project_tag(version: str, key: str) -> str:
    """The tag of an image with a project in it: Hasura's version, and what changes with the project."""
    return f"{version}{_PROJECT}{key}"


def applies_a_project(image: str) -> bool:
    """Whether an image applies migrations and metadata whenever it starts."""
    return any(mark in tag_of(image) for mark in (_PROJECT, _MIGRATIONS))
