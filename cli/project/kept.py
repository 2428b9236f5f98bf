"""The metadata that an apply replaced, in a private file of the clone: one for each stack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.paths import PRIVATE
from cli.private_file import write_private
from infra.problems import fail

_FORMER = "of an earlier commit of the project, checked out: ./herm project apply --stack {}"


def keep(stack: str, metadata: Mapping[str, Any]) -> None:
    """Keep what is about to be replaced, in the place of what was kept before."""
    PRIVATE.mkdir(mode=0o700, exist_ok=True)
    write_private(_file(stack), json.dumps(metadata, indent=2, ensure_ascii=False))


def kept(stack: str) -> dict[str, Any]:
    """What was kept.

    Raises:
        ProblemsError: Nothing was, in this clone.
    """
    file = _file(stack)
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        reason = "is not there: no apply from this clone has replaced metadata"
        raise fail(str(file), reason, _FORMER.format(stack)) from None
    except ValueError:
        reason = "is not JSON any more, so that nothing can be put back from it"
        raise fail(str(file), reason, _FORMER.format(stack)) from None
    return dict(found)


def _file(stack: str) -> Path:
    return PRIVATE / f"metadata-before-{stack}.json"
