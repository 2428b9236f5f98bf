"""Which settings a running Hasura has, told from outside without a secret.

Hasura tells nobody its settings. It does tell a browser whether its origin may call, so one more origin is
allowed: a name made from a fingerprint of all settings, under `.invalid`, where no page can be (RFC 2606).
Who asks for it and is let in knows that the container that answers has these settings. The fingerprint is
made of names, of plain values and of the versions of secrets in the vault, never of a secret's value.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

from hasura.variables import PREFIX

ORIGINS = f"{PREFIX}CORS_DOMAIN"
"""The variable that lists the origins that may call."""

_MARK = re.compile(r", https://settings-[0-9a-f]{12}\.invalid$")


def origin_of(settings: Mapping[str, str]) -> str:
    """The origin that stands for these settings."""
    text = json.dumps(settings, sort_keys=True)
    return f"https://settings-{hashlib.sha256(text.encode()).hexdigest()[:12]}.invalid"


def can_tell(environment: Mapping[str, str]) -> bool:
    """Whether Hasura looks at origins at all, and not all of them may call anyway."""
    looks = environment.get(f"{PREFIX}DISABLE_CORS", "").lower() in ("", "false", "no", "0", "off", "f", "n")
    return looks and environment.get(ORIGINS, "*").strip() != "*"


def marked(origins: str, origin: str) -> str:
    """The allowed origins with the one that stands for the settings."""
    return f"{origins}, {origin}"


def unmarked(origins: str) -> str:
    """The allowed origins without it."""
    return _MARK.sub("", origins)
