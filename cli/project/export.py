"""A stack's metadata written into the project's folder."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.git import git
from cli.private_file import write_private
from delivery.folder.config import read_config
from delivery.folder.text import read_text, shown
from delivery.folder.yaml_text import parse
from delivery.writing.files import PARTS, metadata_files
from infra.problems import ProblemsError, fail


@dataclass(frozen=True)
class Export:
    """What is to be done in a metadata folder.

    Attributes:
        texts: The files that are to be written, in this order, and what they will hold.
        stale: The files of tables and functions that the stack has not; they go last.
    """

    texts: Mapping[Path, str]
    stale: tuple[Path, ...]

    def carry_out(self) -> None:
        """Write and remove; each file is written whole or not at all."""
        for file, text in self.texts.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            write_private(file, text)
        for file in self.stale:
            file.unlink(missing_ok=True)


def make_export(project: Path, metadata: Mapping[str, Any]) -> Export:
    """Compare a stack's metadata with the files; one that says the same already stays, with its comments.

    Raises:
        ProblemsError: The folder is no project, or a project cannot hold this metadata.
    """
    folder = read_config(project).metadata
    wanted = {folder / name: text for name, text in metadata_files(metadata).items()}
    present = {file for part in PARTS for file in folder.glob(f"databases/*/{part}/*.yaml")}
    texts = {file: text for file, text in wanted.items() if not _says(file, text)}
    return Export(texts, tuple(sorted(present - set(wanted))))


def check_kept(project: Path, files: Iterable[Path], stack: str) -> None:
    """What would be overwritten has to be in git.

    Raises:
        ProblemsError: A file has changes that git does not hold.
    """
    unkept = _unkept(project, [file for file in files if file.exists()])
    if unkept:
        few = unkept[:3]
        more = ", ..." if unkept[3:] else ""
        raise fail(
            ", ".join(shown(file) for file in few) + more,
            f"would be overwritten or removed, and what is in them is not in git ({len(unkept)} files)",
            f"keep them: git add {shlex.quote(shown(project))} && git commit\n"
            f"lose them: ./herm project export --stack {stack} --yes",
        )


def _unkept(project: Path, files: list[Path]) -> list[Path]:
    """The files whose content git does not have; all of them where there is no git or no repository."""
    top = git(project, "rev-parse", "--show-toplevel")
    listed = git(
        project, "status", "--porcelain", "-z", "--no-renames", "--ignored", "--untracked-files=all", "."
    )
    if top.returncode != 0 or listed.returncode != 0:
        return files
    folder = top.stdout.rstrip("\n")
    changed = {os.path.realpath(f"{folder}/{line[3:]}") for line in listed.stdout.split("\0")}
    return [file for file in files if os.path.realpath(file) in changed]


def _says(file: Path, text: str) -> bool:
    """Whether a file holds this already; what it includes is compared where it stands."""
    if not file.is_file():
        return False
    try:
        return bool(_read(read_text(file), file) == _read(text, file))
    except ProblemsError:
        return False


def _read(text: str, file: Path) -> Any:
    return parse(text, file, _name) if file.suffix == ".yaml" else text


def _name(name: str, _: int) -> tuple[str, str]:
    return ("include", name)
