"""The metadata of a project's folder: as it stands, or as a git reference has it.

Only what permissions need is read: sources and inherited roles.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from cli.git import git
from delivery.folder.config import read_config
from delivery.folder.include import load
from delivery.folder.text import shown
from hasura.metadata import Metadata, MetadataError, read_metadata
from infra.problems import Problem, ProblemsError, fail

_EMPTY = read_metadata({})


def of_folder(project: Path) -> Metadata:
    """The metadata of the folder as it stands.

    Raises:
        ProblemsError: It is not a project, or its metadata cannot be read.
    """
    folder = read_config(project).metadata
    sources, inherited = (
        _loaded(folder / name) for name in ("databases/databases.yaml", "inherited_roles.yaml")
    )
    return parsed(str(folder), {"version": 3, "sources": sources or [], "inherited_roles": inherited or []})


def of_reference(project: Path, reference: str) -> Metadata:
    """The metadata of the folder as a git reference has it; nothing where it has no such folder.

    The files are written aside, by an index of their own: working tree, index and branch stay as they are.

    Raises:
        ProblemsError: There is no such reference or no repository, or its metadata cannot be read.
    """
    if shutil.which("git") is None:
        raise fail("git", "is not on PATH, and --against reads from it", "sudo apt-get install git")
    commit = git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{reference}^{{commit}}")
    if commit.returncode != 0:
        raise _no_reference(project, reference)
    prefix = git(project, "rev-parse", "--show-prefix").stdout.strip()
    tree = f"{commit.stdout.strip()}:{prefix}"
    if git(project, "cat-file", "-e", tree).returncode != 0:
        return _EMPTY
    top = Path(git(project, "rev-parse", "--show-toplevel").stdout.strip())
    with tempfile.TemporaryDirectory(prefix="herm-") as scratch:
        files = Path(scratch) / "project"
        files.mkdir()
        aside = {"GIT_INDEX_FILE": f"{scratch}/index"}
        _checked(git(top, "read-tree", tree, **aside))
        _checked(git(top, "checkout-index", "--all", f"--prefix={files}/", **aside))
        try:
            return of_folder(files)
        except ProblemsError as error:
            raise ProblemsError(_as_of(reference, files, one) for one in error.problems) from None


def parsed(where: str, document: Any) -> Metadata:
    """Metadata of a JSON value.

    Raises:
        ProblemsError: Hasura does not read it either.
    """
    try:
        return read_metadata(document)
    except MetadataError as error:
        raise fail(
            f"{where} {error.path}".strip(), f"is not metadata: {error.message}", "correct the file"
        ) from None


def _as_of(reference: str, files: Path, problem: Problem) -> Problem:
    """A problem of a file that is only written aside: where it is in git."""
    where = problem.where.replace(f"{shown(files)}/", f"{reference}:")
    return Problem(where, problem.reason, "compare with a reference whose project is whole")


def _loaded(file: Path) -> Any:
    return load(file) if file.is_file() else None


def _checked(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode != 0:
        raise fail("git", done.stderr.strip() or "cannot read the reference", "git fsck")


def _no_reference(project: Path, reference: str) -> ProblemsError:
    if git(project, "rev-parse", "--git-dir").returncode != 0:
        where = shlex.quote(str(project))
        return fail(
            str(project), "is not in a repository of git's, and --against reads from one", f"git init {where}"
        )
    remote, _, branch = reference.partition("/")
    fetch = f"git fetch {shlex.quote(remote)} {shlex.quote(branch)}" if branch else "git fetch --all --tags"
    return fail(f"--against {reference}", "names nothing that this repository has", fetch)
