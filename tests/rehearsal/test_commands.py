"""The pages' commands for stack prod, typed as they stand into a shell; the real az has those of az."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.rehearsal.prepared import prepared
from tests.rehearsal.prod import Prod
from tests.support.az import ensure_az, helps
from tests.support.clones import Clone
from tests.support.commands import Row, documented, is_of_az, rows
from tests.support.environments import rehearsing
from tests.support.printed import commands, filled_in

OF_AZ = sorted(filter(is_of_az, {*documented(), *map(filled_in, commands())}))


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prod]:
    """A project of prod's and an empty cloud; the rows run in their order, each in a shell of its own."""
    with prepared(tmp_path_factory.mktemp("typed")) as prod:
        yield prod


@pytest.mark.parametrize("row", rows("prod"), ids=lambda row: row.run)
def test_prod(typed: Prod, row: Row) -> None:
    """The command does what the page says."""
    done = subprocess.run(
        [shutil.which("bash") or "sh", "-c", f"set -o pipefail\n{row.script()}"],
        cwd=typed.workspace.folder,
        env={**typed.workspace.process_environment, "PULUMI_OPTION_YES": "true"},
        input=row.stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == row.code, done.stdout + done.stderr
    assert row.prints in done.stdout + done.stderr


def test_rehearse(tmp_path: Path) -> None:
    """`./herm rehearse` in a clone deploys prod, checks it and leaves nothing behind."""
    clone = Clone(tmp_path / "clone")
    with rehearsing(clone.folder):
        clone.herm("rehearse")
        clone.herm("rehearse", "--stop")


@pytest.mark.parametrize("command", OF_AZ)
def test_az_has_it(command: str) -> None:
    """The real az has the command of the page or the message, and each of its options."""
    assert [missing for part in _parts(command) for missing in _unknown(part)] == []


def _parts(command: str) -> list[str]:
    """The commands of az in a command: those inside of it, and those on either side of `||`."""
    alone = re.sub(r"^\w+=\$\((.*)\)$", r"\1", command)
    inner = re.findall(r"\$\((az [^()]*)\)", alone)
    outer = re.sub(r"\$\(az [^()]*\)", "ID", alone)
    return [*inner, *(part for part in re.split(r"\s*\|\|\s*", outer) if part.startswith("az "))]


def _split(command: str) -> tuple[tuple[str, ...], set[str]]:
    """The words of one command of az, and its options."""
    words = shlex.split(command)[1:]
    first = next((place for place, word in enumerate(words) if word.startswith("-")), len(words))
    return tuple(words[:first]), {word for word in words[first:] if re.fullmatch(r"--?[a-z][a-z-]*", word)}


def _unknown(command: str) -> list[str]:
    """The options of one command that the real az does not have."""
    words, options = _split(command)
    known = _helps()[words]
    assert known, f"az does not know {' '.join(words)}"
    return [option for option in sorted(options) if not re.search(rf"(?<![\w-]){option}(?![\w-])", known)]


@cache
def _helps() -> dict[tuple[str, ...], str]:
    commands = sorted({_split(part)[0] for command in OF_AZ for part in _parts(command)})
    cache_dir = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "herm"
    return dict(zip(commands, helps(ensure_az(cache_dir), commands), strict=True))
