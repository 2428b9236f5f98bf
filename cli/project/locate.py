"""Where a stack's project is: the setting `herm:project`, or the folder of that name."""

from __future__ import annotations

from pathlib import Path

from cli.paths import ROOT
from delivery.folder.config import FILE
from infra.config.commands import set_command
from infra.problems import fail

DEFAULT = "project"


def usual_folder(setting: str) -> Path:
    """Where a stack looks for its project.

    Args:
        setting: The setting's value: a path, relative to the clone, which may lead out of it; or "".
    """
    return ROOT / Path(setting or DEFAULT).expanduser()


def project_folder(setting: str) -> Path | None:
    """The project's folder; None where the setting is off and there is none of the usual name."""
    usual = usual_folder(setting)
    return usual if setting or (usual / FILE).is_file() else None


def check_is_folder(stack: str, path: Path) -> None:
    """Refuse a file where a project's folder is meant.

    Raises:
        ProblemsError: It is one; with the folder that it is in, where that is a project.
    """
    if path.is_file():
        folder = path.parent if path.name == FILE else "FOLDER"
        remedy = set_command(stack, "project", str(folder))
        raise fail(str(path), "is a file, and a Hasura project is the folder that has config.yaml", remedy)


def needed_folder(stack: str, setting: str) -> Path:
    """The project's folder.

    Raises:
        ProblemsError: The stack has none.
    """
    folder = project_folder(setting)
    if folder is None:
        raise fail(
            f"stack {stack}",
            f"has no Hasura project: there is no {DEFAULT}/{FILE}, and herm:project names no other folder",
            f"an empty one: ./herm project new\none that you have: {set_command(stack, 'project', 'PATH')}",
        )
    check_is_folder(stack, folder)
    return folder
