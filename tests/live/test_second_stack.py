"""A second local stack, by the commands of the README, literally."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.support.clones import Clone

README = Path(__file__).parents[2] / "README.md"


def walk_through() -> list[str]:
    """The commands of the README's walk-through."""
    section = README.read_text(encoding="utf-8").partition("### A second local stack")[2]
    block = section.partition("```sh\n")[2].partition("```")[0]
    return [line.partition(" #")[0].strip() for line in block.splitlines()]


def check_daily_verbs(clone: Clone, stack: str) -> None:
    """What a developer asks daily is asked of the second stack as well."""
    assert '"type":"startup"' in clone.herm("logs", "--stack", stack).stdout
    assert clone.herm("psql", "--stack", stack, "--", "-Atc", "select 40 + 2").stdout == "42\n"
    first, second = (clone.herm("open", *option).stdout for option in ((), ("--stack", stack)))
    assert second.endswith("/console\n")
    assert first != second
    assert clone.herm("open", "--secret").stdout != clone.herm("open", "--secret", "--stack", stack).stdout


def test_walk_through(clone: Clone) -> None:
    """The second stack runs beside the first, has its own port and data, and leaves nothing behind."""
    before = clone.identities()
    stack = f"alice-{clone.name.rpartition('-')[2]}"
    commands = [command.replace("alice", stack) for command in walk_through()]
    assert len(commands) >= 6
    try:
        for command in commands:
            script = f'eval "$(./herm shell)"; {command}'
            done = subprocess.run(
                ["sh", "-c", script],
                cwd=clone.folder,
                env=clone.environment(),
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
            if " status " in command:
                assert re.search(r"http://localhost:\d+", done.stdout)
                assert clone.url not in done.stdout
                check_daily_verbs(clone, stack)
        listed = subprocess.run(
            ["git", "status", "--porcelain"], cwd=clone.folder, capture_output=True, text=True, check=True
        )
        assert listed.stdout == ""
        left = subprocess.run(
            ["docker", "ps", "-aq", "--filter", f"name=herm-{stack}"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert left.stdout == ""
    finally:
        clone.herm("down", "--volumes", "--stack", stack, check=False)
    assert clone.identities() == before
