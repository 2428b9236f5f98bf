"""The project on a local stack: at the end of `./herm up`, and as its files change."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cli.project.carry import carry_out
from cli.project.locate import project_folder, usual_folder
from cli.project.steps.migrate import Limits
from cli.project.work import api_of, prepare
from cli.stack.settings import plain, value_of
from cli.up.inputs import Files, statuses
from delivery.folder.watched import watched
from infra.config.settings import Settings

_PAUSE = 0.5


def bring(found: Settings, *, seeds: bool = False) -> bool:
    """Apply the stack's project, where it has one; whether it has.

    Nobody is asked: a local stack is for development, and the words of each step are shown.

    Raises:
        ProblemsError: With what is wrong in the project, or what the stack refuses.
    """
    if project_folder(found.project) is None:
        return False
    with api_of(found) as api:
        carry_out(prepare(found, api), Limits(), seeds=seeds)
    return True


def project_paths(stack: str) -> Iterator[Path]:
    """What a read of the stack's project looks at."""
    yield from watched(usual_folder(value_of(plain(stack), "project")))


def changes(stack: str, pause: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Once now, and again after each change of the project's files, when they have been still for a moment.

    Args:
        stack: The stack's name.
        pause: Waits so many seconds.
    """
    yield
    before = _look(stack)
    while True:
        pause(_PAUSE)
        now = _look(stack)
        if now != before:
            while now != (before := _look_after(stack, pause)):
                now = before
            yield


def _look_after(stack: str, pause: Callable[[float], None]) -> Files:
    pause(_PAUSE)
    return _look(stack)


def _look(stack: str) -> Files:
    return statuses(map(str, project_paths(stack)))
