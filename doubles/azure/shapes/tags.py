"""What Azure asks of tags (learn.microsoft.com, "Use tags to organize your Azure resources", its limits)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from doubles.azure.shapes.scalar import Problem

_MOST, _NAME, _VALUE = 50, 512, 256
_FORBIDDEN = frozenset("<>%&\\?/")
_FEW = {"microsoft.network/privatednszones": 15, "microsoft.keyvault/vaults/secrets": 15}
_ZONES = re.compile(r"[^\d\s()][^\s()]*")


def tag_problems(kind: str, tags: Any) -> Iterator[Problem]:
    """What is wrong with the tags of a body, whose shape is judged elsewhere.

    Args:
        kind: The resource's type.
        tags: What the body has as tags.
    """
    if not isinstance(tags, dict):
        return
    most = _FEW.get(kind, _MOST)
    if len(tags) > most:
        message = f"Number of tags on resource exceeded. Limit is '{most}'."
        yield Problem("$.tags", message, "TagsCountExceeded", True)
    for name, value in tags.items():
        where = f"$.tags.{name}"
        if len(name) > _NAME or len(str(value)) > _VALUE:
            message = f"The tag name may have {_NAME} characters, its value {_VALUE}"
            yield Problem(where, message, "TagTooLong", True)
        if kind == "microsoft.network/privatednszones" and not _ZONES.fullmatch(name):
            message = f"The tag name '{name}' has blanks or brackets, or starts with a digit"
            yield Problem(where, message, "InvalidTagNameCharacters", True)
        if _FORBIDDEN & set(name):
            message = f"The tag name '{name}' has reserved characters '<,>,%,&,\\,?,/' or control characters"
            yield Problem(where, message, "InvalidTagNameCharacters", True)
