"""The version of Hasura's command line that belongs to a stack: that of the stack's image."""

from __future__ import annotations

import re

from infra.config.schema import schema
from infra.config.settings import Settings

_TAG = re.compile(r":(v\d+\.\d+\.\d+(?:-(?:alpha|beta|rc)\.\d+)?)")
_SAID = re.compile(r"version[\"']?\s*[=:]\s*[\"']?(v[^\s\"',}]+)")


def version_of(settings: Settings) -> str | None:
    """The version in the tag of the stack's image, `v2.50.3`; None where its tag says none.

    The stand-in answers as the version that herm is made for, which is the default image's.
    """
    image = settings.hasura_image if settings.engine == "hasura" else schema()["hasuraImage"].default
    match = _TAG.search(image.partition("@")[0])
    return match[1] if match else None


def version_said(output: str) -> str | None:
    """The version in what `hasura version` says, as a line for people or as JSON; None where it says none."""
    match = _SAID.search(output)
    return match[1] if match else None
