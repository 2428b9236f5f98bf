"""Docker's looks at the dev stack's containers: many while one starts or is ill, few while it is well."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from infra.docker.health import HASURA_LOOKS, POSTGRES_LOOKS, Looks

_MARK = "/dev/shm/healthy"  # noqa: S108 - replaced by one of the test's own


class Inside:
    """A container as a look sees it: what the look runs is noted, and the check ends as the test says."""

    def __init__(self, folder: Path, looks: Looks) -> None:
        self._folder = folder
        self._script = looks.test[1].replace(_MARK, str(folder / "healthy"))
        self._ran = folder / "ran"
        bin_ = folder / "bin"
        bin_.mkdir()
        for tool in ("sleep", "curl", "pg_isready"):
            program = bin_ / tool
            program.write_text(
                f"#!/bin/sh\necho {tool} >>{self._ran}\n[ {tool} = sleep ] || exec test -e {folder}/well\n",
                encoding="utf-8",
            )
            program.chmod(0o755)

    def look(self, *, well: bool) -> tuple[int, list[str]]:
        """The look's exit code, and the programs that it ran."""
        (self._folder / "well").touch() if well else (self._folder / "well").unlink(missing_ok=True)
        self._ran.write_text("", encoding="utf-8")
        path = f"{self._folder / 'bin'}:/usr/bin:/bin"
        done = subprocess.run(["/bin/sh", "-c", self._script], env={"PATH": path}, check=False)
        return done.returncode, self._ran.read_text("utf-8").split()


@pytest.mark.parametrize(
    ("looks", "check"), [(HASURA_LOOKS, "curl"), (POSTGRES_LOOKS, "pg_isready")], ids=["hasura", "postgres"]
)
def test_a_container_that_is_well_is_looked_at_less_often(tmp_path: Path, looks: Looks, check: str) -> None:
    """A look rests only after one that found it healthy; the first one that fails ends that."""
    assert looks.test[0] == "CMD-SHELL"
    inside = Inside(tmp_path, looks)
    assert inside.look(well=False) == (1, [check])
    assert inside.look(well=True) == (0, [check])
    assert inside.look(well=True) == (0, ["sleep", check])
    assert inside.look(well=False) == (1, ["sleep", check])
    assert inside.look(well=False) == (1, [check])
    assert inside.look(well=True) == (0, [check])


@pytest.mark.parametrize("looks", [HASURA_LOOKS, POSTGRES_LOOKS], ids=["hasura", "postgres"])
def test_a_look_has_time_for_its_rest_and_its_check(looks: Looks) -> None:
    """Docker fails a look that takes too long: its rest and a check of five seconds fit into it."""
    rest = int(looks.test[1].partition("sleep ")[2].partition(";")[0])
    assert int(looks.timeout.removesuffix("s")) >= rest + 5


@pytest.mark.parametrize("looks", [HASURA_LOOKS, POSTGRES_LOOKS], ids=["hasura", "postgres"])
def test_compose_takes_the_looks_as_they_are(looks: Looks) -> None:
    """An exported compose file has the same ones; a `$` would be a reference of compose's there."""
    assert "$" not in looks.test[1]
