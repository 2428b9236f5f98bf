"""Text files of a project, as people's editors write them."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from infra.problems import Problem, ProblemsError, fail


def read_text(file: Path) -> str:
    """A file's text; a byte order mark is left out, which neither YAML nor PostgreSQL wants.

    Line ends stay as they are: in a string of SQL they are data.

    Raises:
        ProblemsError: It cannot be read, or is not UTF-8.
    """
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8 (byte {error.start + 1}), and Hasura takes nothing else"
        raise fail(
            shown(file), reason, f"iconv -f latin1 -t utf-8 shows it; write it back as UTF-8: {edit(file)}"
        ) from None
    except OSError as error:
        raise unreadable(file, error) from None


def unreadable(file: Path, error: OSError) -> ProblemsError:
    """What to say of a file that the system does not give."""
    return fail(
        shown(file), f"cannot be read: {error.strerror or error}", f"ls -l {shlex.quote(shown(file))}"
    )


def shown(file: Path) -> str:
    """A file's path from where the user stands, or from the top where that is shorter to read."""
    short = os.path.relpath(file)
    return str(file) if short.startswith("../..") else short


def edit(file: Path, line: int = 1) -> str:
    """The command that opens a file at a line."""
    return f'"${{EDITOR:-vi}}" +{line} {shlex.quote(shown(file))}'


def at(file: Path, line: int, reason: str) -> Problem:
    """A problem in a line of a file."""
    return Problem(f"{shown(file)}, line {line}", reason, edit(file, line))
