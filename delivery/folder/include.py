"""Files that name files: `!include` is relative to the file that it stands in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from delivery.folder.text import at, read_text, shown
from delivery.folder.yaml_text import parse
from infra.problems import ProblemsError

_YAML = ".yaml"


def load(file: Path, above: tuple[Path, ...] = ()) -> Any:
    """A YAML file with everything that it includes; a file of another kind is its text.

    Args:
        file: The file; links are followed.
        above: The files that led here, from the first one on.

    Raises:
        ProblemsError: A file is missing, unreadable, not YAML, or includes itself.
    """

    def include(name: str, line: int) -> Any:
        target = file.parent / name.lstrip("/")
        if not name or not target.is_file():
            what = (
                f"includes {name}, and {shown(target)} is not there"
                if name
                else "names no file after !include"
            )
            raise ProblemsError([at(file, line, what)])
        if target.resolve() in (one.resolve() for one in chain):
            circle = " -> ".join(shown(one) for one in (*chain, target))
            raise ProblemsError([at(file, line, f"includes what includes it: {circle}")])
        return load(target, chain)

    chain = (*above, file)
    text = read_text(file)
    if file.suffix != _YAML:
        return text
    return parse(text, file, include)
