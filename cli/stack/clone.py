"""The engine of this very clone: its own state and passphrase, unless the user chose others on purpose.

A shell may still have the variables of another clone's `./herm shell`, or of a rehearsal. Obeying those would
change that clone's stack, so whatever leads into a private folder of herm's other than this clone's own state
is not taken.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlparse

from cli.console import error_console
from cli.paths import DEV, PASSPHRASE, PRIVATE, ROOT, STATE, VIRTUALENV
from cli.stack.engine import WHOLE_FILES_ONLY, Engine, Environment, engine_environment
from cli.stack.passphrase import opens
from cli.stack.settings import is_on_docker, stack_document
from cli.stack.state import Thing, read_state, state_file, things_of
from infra.problems import fail
from machine.docker.engine import provider_host
from machine.engine import Toolchain, find

MARK = "HERM_CLONE"
"""The variable that tells which clone's `./herm shell` a shell has evaluated."""

_BACKEND = "PULUMI_BACKEND_URL"
_PASSPHRASES = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")


def clone_engine(stack: str = DEV) -> Engine:
    """The engine on this clone's project, with what one stack needs.

    Raises:
        ProblemsError: When the engine is not on this machine yet.
    """
    tools = find()
    if tools is None:
        raise fail("Pulumi", "is not on this machine yet, and every stack needs it", "./herm up")
    return Engine(ROOT, {**shared_environment(tools), **_passphrase(stack)})


def shell_environment(tools: Toolchain) -> Environment:
    """What a user's shell needs for plain `pulumi`; a passphrase that it has stays, for its stacks."""
    return {
        **shared_environment(tools),
        **(_own_passphrase() if _given_passphrase() is None else {}),
        MARK: str(ROOT),
    }


def shared_environment(tools: Toolchain) -> dict[str, str | None]:
    """All variables but those of the passphrase."""
    variables = engine_environment(
        tools,
        home=tools.pulumi_home,
        backend=backend(),
        passphrase_file=PASSPHRASE,
        python=VIRTUALENV,
    )
    for name in _PASSPHRASES:
        del variables[name]
    if chosen_backend():
        variables["PULUMI_CREDENTIALS_PATH"] = _credentials(tools)
    # The provider knows no contexts: it gets the address of the engine that the docker client talks to.
    return variables | {"DOCKER_HOST": provider_host(), "DOCKER_CONTEXT": None}


def backend() -> str:
    """Where the states of this clone's stacks are."""
    return chosen_backend() or STATE.as_uri() + WHOLE_FILES_ONLY


def known_things(stack: str) -> tuple[Thing, ...] | None:
    """What the stack's state knows in Docker, without the engine; None where the state is not in local files.

    Raises:
        ValueError: When the state's file is damaged.
    """
    file = state_file(backend(), stack)
    if file is None:
        return None
    return things_of(read_state(file)) if file.exists() else ()


def chosen_backend() -> str | None:
    """The backend that the user chose on purpose, or None for this clone's own state."""
    given = os.environ.get(_BACKEND)
    if not given or _folder(given) == STATE:
        return None
    if owner := _owner(_folder(given)):
        _say_once(f"{_BACKEND} of this shell leads to {owner}; ./herm works on {ROOT}")
        return None
    return given


def has_key(stack: str) -> bool:
    """Whether the secrets in a stack's file, if there are any, ought to be readable on this machine.

    Dev's are this clone's own, so a key that does not open them is a fault and not a matter of course.
    """
    salt = _salt(stack)
    if salt is None or find() is None:
        return False
    given = _given_passphrase()
    return stack == DEV or (given is not None and opens(given, salt)) or _own_opens(salt)


def opens_secrets(stack: str) -> bool:
    """Whether a passphrase that is at hand opens the stack's secrets; true when it has none."""
    salt, given = _salt(stack), _given_passphrase()
    return salt is None or _own_opens(salt) or (given is not None and opens(given, salt))


def _passphrase(stack: str) -> Environment:
    """The passphrase that opens a stack's secrets: the shell's where that one does, else our own."""
    given = _given_passphrase()
    if given is None:
        return _own_passphrase()
    salt = _salt(stack)
    if salt is None:
        return {} if chosen_backend() or not is_on_docker(stack) else _own_passphrase()
    return {} if opens(given, salt) or not _own_opens(salt) else _own_passphrase()


def _own_opens(salt: str) -> bool:
    return PASSPHRASE.exists() and opens(_text(PASSPHRASE), salt)


def _salt(stack: str) -> str | None:
    salt = stack_document(stack).get("encryptionsalt")
    return salt if isinstance(salt, str) else None


def _own_passphrase() -> Environment:
    return {_PASSPHRASES[0]: None, _PASSPHRASES[1]: str(PASSPHRASE)}


def _given_passphrase() -> str | None:
    """The passphrase that the user's shell has, unless it is one of herm's own files."""
    if text := os.environ.get(_PASSPHRASES[0]):
        return text
    given = os.environ.get(_PASSPHRASES[1])
    if not given or Path(given).resolve() == PASSPHRASE:
        return None
    if owner := _owner(Path(given).resolve()):
        _say_once(f"{_PASSPHRASES[1]} of this shell leads to {owner}; ./herm works on {ROOT}")
        return None
    try:
        return _text(Path(given))
    except (OSError, UnicodeDecodeError):
        return None


def _text(file: Path) -> str:
    """A passphrase file's content, without the line break at its end, as Pulumi reads it."""
    return file.read_text(encoding="utf-8").strip()


def _credentials(tools: Toolchain) -> str:
    """Where the user's own `pulumi login` has left its credentials."""
    if given := os.environ.get("PULUMI_CREDENTIALS_PATH"):
        return given
    home = os.environ.get("PULUMI_HOME")
    is_ours = home is None or Path(home).resolve() == tools.pulumi_home.resolve()
    return str(Path.home() / ".pulumi") if is_ours else str(home)


def _folder(backend: str) -> Path | None:
    """The folder of a backend in local files, links followed."""
    address = urlparse(backend)
    return Path(unquote(address.path)).expanduser().resolve() if address.scheme == "file" else None


def _owner(path: Path | None) -> Path | None:
    """Whose private folder a path is in: another clone, or this one's rehearsal; None when in nobody's."""
    if path is None or PRIVATE.name not in path.parts:
        return None
    place = next(parent for parent in path.parents if parent.name == PRIVATE.name)
    return place / "rehearsal" if place == PRIVATE else place.parent


@cache
def _say_once(text: str) -> None:
    error_console().print(text, markup=False)
