"""The names of the images that herm builds, and what is asked for and got. No other file writes them."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

POSTGRES = "herm/postgres-debian"
STAND_IN = "herm/hasura-stand-in"
PYTHON = "herm/python-debian"
"""What the stand-in is made from: its Python and its libraries, which change less often than its code."""


@dataclass(frozen=True)
class Wanted:
    """The references in config: the official images, pinned by tag and digest, unless they were changed."""

    hasura: str
    postgres: str


@dataclass(frozen=True)
class Chosen:
    """The images that are here now."""

    hasura: str
    postgres: str


def is_ours(reference: str) -> bool:
    """Whether herm builds the image of this name; no registry has it."""
    return reference.partition(":")[0] in {POSTGRES, STAND_IN, PYTHON}


def is_stand_in(reference: str) -> bool:
    """Whether this is the stand-in engine and not Hasura."""
    return reference.partition(":")[0] == STAND_IN


def content_key(files: Iterable[Path], *facts: str) -> str:
    """Sixteen hexadecimal digits that change with the content of any file and with any fact.

    The name of a file counts by its last part only, so that two clones share what they build.
    """
    digest = hashlib.sha256()
    for fact in (*facts, platform.machine()):
        digest.update(f"{len(fact)}:{fact}".encode())
    for name, content in sorted((file.name, file.read_bytes()) for file in files):
        digest.update(f"{name}:{len(content)}:".encode() + content)
    return digest.hexdigest()[:16]
