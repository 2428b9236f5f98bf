"""What stands where a value should stand: words of programs for nothing, templates that nobody filled."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LONGEST = 200
_KINDS: Mapping[str, str] = {
    r"undefined": "JavaScript's word for no value, `undefined`,",
    r"null|nil|None|NULL|\(null\)": "a program's word for no value, `null` or its like,",
    r"NaN|true|false|0": "a number or a boolean that was turned into text,",
    r"\[object \w+\]": "a whole object that was turned into text, `[object Object]`,",
    r"Optional\(.*\)": "Swift's `Optional(...)` around the value",
    r"function.*|\(?\(?\w*\)? ?=>.*|async.*": "the text of a function that was never called",
    r"\[?Promise.*|<coroutine .*|<bound method .*|<function .*": "a promise that was never awaited",
    r"\{\{.*\}\}|\{%.*%\}": "a template variable in double braces, `{{...}}`, that was never filled",
    r"\$\{\{?.*\}|\$\(.*\)|\$[A-Za-z_]\w*|%[A-Za-z_]\w*%": "the name of a variable that no shell filled",
    r"\{[A-Za-z_ -]*\}|:[a-z_]+|__[A-Z_]+__|<[^<>]*>|\[[A-Za-z_ -]+\]": "a placeholder that was never filled",
    r"(?i)(your|my|insert|paste|change|replace|the)?[-_ ]?(jwt|access|id|auth|bearer|admin|super)?[-_ ]?"
    r"(token|secret|jwt|key|me|here|this)([-_ ]?here)?": "a placeholder that was never filled",
    r"(?i)your[-_ ].*|.*[-_ ]here|change[-_ ]?me.*|x{3,}|\.{3,}|…|todo|example": "a placeholder "
    r"that was never filled",
    r"\.\.\.": "an ellipsis",
}
_PATTERNS = tuple((re.compile(pattern, re.DOTALL), words) for pattern, words in _KINDS.items())


def placeholder(text: str) -> str | None:
    """What the text is instead of a value, in words; None when it may be a value."""
    bare = text.strip().strip("\"'").strip()
    if not bare or len(bare) > _LONGEST:
        return None
    return next((words for pattern, words in _PATTERNS if pattern.fullmatch(bare)), None)
