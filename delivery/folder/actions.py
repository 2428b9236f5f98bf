"""Actions and custom types, which the CLI keeps in two files: actions.yaml and actions.graphql."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from delivery.folder.include import load
from delivery.folder.text import at, read_text
from infra.problems import ProblemsError

_COMMENT = re.compile(r"#[^\n]*")


def read_actions(folder: Path) -> dict[str, Any]:
    """The keys `actions` and `custom_types` of metadata; neither where the project has no actions.

    Raises:
        ProblemsError: The project has actions: their types are not merged into metadata here.
    """
    types, file = folder / "actions.graphql", folder / "actions.yaml"
    if types.is_file() and _COMMENT.sub("", read_text(types)).strip():
        reason = "has actions, whose types herm does not turn into metadata yet"
        raise ProblemsError([at(types, 1, reason)])
    document = load(file) if file.is_file() else None
    if isinstance(document, dict) and document.get("actions"):
        raise ProblemsError([at(file, 1, "has actions, and their types are not in actions.graphql")])
    return {}
