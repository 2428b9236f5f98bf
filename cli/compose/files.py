"""The files of a compose project, read; each that cannot be is named."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from cli.compose.env_file import EnvFileError, read_env_text
from cli.compose.tags import ComposeLoader
from cli.compose.template import Lookup, TemplateError, substitute
from hasura.variables import JWT_SECRET
from infra.problems import ProblemsError, fail


def documents_of(path: Path, text: str) -> list[dict[str, Any]]:
    """The mappings in a YAML text.

    Raises:
        ProblemsError: It is not YAML.
    """
    try:
        return [one for one in yaml.load_all(text, ComposeLoader) if isinstance(one, dict)]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = "" if mark is None else f" at line {mark.line + 1}"
        raise fail(str(path), f"is not YAML{where}", f"Correct it: {checked(path)}") from None


def compose_file(path: Path, named_by: str) -> dict[str, Any]:
    """The compose file that another one names.

    Raises:
        ProblemsError: It cannot be read, or has no services and includes nothing.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        reason = f"names {path}, which cannot be read: {error.strerror}"
        raise fail(named_by, reason, f"Correct the path: ls {shlex.quote(str(path.parent))}") from None
    except UnicodeDecodeError:
        raise fail(str(path), "is not UTF-8 text", f"file {shlex.quote(str(path))}") from None
    for document in documents_of(path, text):
        if is_compose(document):
            return document
    raise fail(named_by, f"names {path}, which is not a compose file: it has no services", checked(path))


def is_compose(document: Mapping[str, Any]) -> bool:
    """Whether a YAML document is a compose file: it has services, or includes files that may have some."""
    return isinstance(document.get("services"), dict) or document.get("include") is not None


def env_file(path: Path, lookup: Lookup) -> dict[str, str]:
    """The variables of an env file.

    Raises:
        ProblemsError: It cannot be read, or docker compose would refuse it.
    """
    try:
        return read_env_text(path.read_text(encoding="utf-8"), lookup)
    except OSError as error:
        raise fail(str(path), f"cannot be read: {error.strerror}", "Check the file's name.") from None
    except UnicodeDecodeError:
        raise fail(str(path), "is not UTF-8 text", f"file {path}") from None
    except EnvFileError as error:
        raise env_file_problem(path, error) from None


def env_file_problem(path: Path, error: EnvFileError) -> ProblemsError:
    """The refusal of an env file, with the way to write JSON in one."""
    return fail(
        f"{path} line {error.line}",
        f"{error}: docker compose refuses the file",
        "Put single quotes around the JSON, with plain double quotes inside:\n"
        f'  {JWT_SECRET}=\'{{"type": "HS256", "key": "..."}}\'',
    )


def filled(where: str, text: str, lookup: Lookup) -> str:
    """A text of a compose file with its references filled in.

    Raises:
        ProblemsError: A reference is broken, or a variable that it calls required is not set.
    """
    try:
        return substitute(text, lookup)
    except TemplateError as error:
        raise fail(
            where, f"{error}; a plain $ is written $$", "Set the variable, or write $$ for $."
        ) from None


def local(where: str, text: str, main: Path) -> str:
    """A path that another file gives, unless it is an address.

    Raises:
        ProblemsError: Docker compose would fetch it.
    """
    if "://" not in text and not text.startswith("git@"):
        return text
    name = shlex.quote(str(main))
    raise fail(
        where,
        "names an address, which docker compose fetches; herm reads files of this machine alone",
        f"docker compose -f {name} config >whole.yml && ./herm jwt check whole.yml",
    )


def checked(path: Path) -> str:
    """The command with which docker compose itself says what is wrong."""
    return f"docker compose -f {shlex.quote(str(path))} config -q"
