"""`.env/hasura.STACK.env` in a Hasura project: private, and overlooked by git wherever it is."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from cli.compose.env_line import env_line
from cli.git import git
from cli.private_file import write_private
from infra.problems import fail


def write_env_file(project: Path, stack: str, variables: Mapping[str, str]) -> Path:
    """Write the variables of a stack for `hasura --envfile`, and return the file's path.

    Raises:
        ProblemsError: Git keeps the file, or something else is in its place.
    """
    folder = project / ".env"
    file = folder / f"hasura.{stack}.env"
    if folder.exists() and not folder.is_dir():
        reason = "is a file, and the folder of the env files has this name"
        raise fail(str(folder), reason, f"mv {_quoted(folder)} {_quoted(project / 'env.old')}")
    if _is_tracked(file):
        raise fail(
            str(file),
            "is in git, where everybody who has the repository would read the admin secret",
            f"git -C {_quoted(project)} rm --cached {_quoted(file.relative_to(project))}",
        )
    folder.mkdir(mode=0o700, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("# Secrets: none of these files is for git.\n*\n", encoding="utf-8")
    lines = [env_line(name, value) for name, value in variables.items()]
    write_private(file, "".join(f"{line}\n" for line in [f"# Written by ./herm env --stack {stack}", *lines]))
    return file


def _is_tracked(file: Path) -> bool:
    return git(file.parent, "ls-files", "--error-unmatch", file.name).returncode == 0


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
