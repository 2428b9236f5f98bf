"""Files that only their owner may read: made whole or not at all, wherever others can write too."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read; it appears whole or not at all.

    The unfinished file has a name that nobody can foresee, so that in a shared folder no other user can put
    a file or a link of theirs in its place.
    """
    descriptor, unfinished = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
