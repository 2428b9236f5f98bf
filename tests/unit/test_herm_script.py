"""The `herm` script: what it says on a machine that lacks something, and what it leaves behind."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TOOLS = ("sh", "dirname", "cat", "cksum", "mkdir", "ln", "readlink", "rm", "sleep", "env", "chmod")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A clone's script on a machine that has the usual small tools and no Python."""
    clone, tools = tmp_path / "clone", tmp_path / "bin"
    (clone / "requirements").mkdir(parents=True)
    tools.mkdir()
    # The one program that the script looks for outside PATH is this machine's, not the tested one's.
    script = (ROOT / "herm").read_text(encoding="utf-8").replace("/usr/bin/python3", "")
    (clone / "herm").write_text(script, encoding="utf-8")
    (clone / "herm").chmod(0o755)
    (clone / "requirements/run.txt").write_text("click\n", encoding="utf-8")
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None
        (tools / tool).symlink_to(found)
    return tmp_path


def double(machine: Path, name: str, script: str) -> None:
    """Put a double of a program on the machine's PATH."""
    path = machine / "bin" / name
    path.write_text(f"#!{shutil.which('sh')}\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def herm(machine: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script with the machine's PATH alone."""
    return subprocess.run(
        [str(machine / "clone/herm"), *arguments],
        env={"PATH": str(machine / "bin"), "HOME": str(machine)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_missing_python_is_named_with_the_command_that_installs_it(machine: Path) -> None:
    """A machine without a usable Python gets one message and the commands for its system."""
    double(machine, "python3", "exit 1")
    done = herm(machine, "up")
    assert done.returncode == 1
    assert done.stderr.count("error") == 1
    assert "none of version 3.11 or newer" in done.stderr
    assert "sudo apt-get install python3 python3-venv" in done.stderr


def test_missing_venv_module_is_named(machine: Path) -> None:
    """Debian's Python without python3-venv is a common case with a one-line remedy."""
    double(machine, "python3", 'case "$1" in -m) exit 1 ;; esac; exit 0')
    done = herm(machine, "up")
    assert done.returncode == 1
    assert "its venv module is missing" in done.stderr
    assert "sudo apt-get install python3-venv" in done.stderr
    assert not (machine / "clone/.venv/.herm-lock").exists()


def test_environment_that_failed_to_install_does_not_count(machine: Path) -> None:
    """After a failed installation the next run makes the environment anew."""
    double(
        machine,
        "python3",
        f"""case "$1" in
  -m) mkdir -p "$4/bin" && ln -s "{machine}/bin/python3-in-venv" "$4/bin/python" ;;
esac""",
    )
    double(machine, "python3-in-venv", 'echo "no space left on device" >&2; exit 1')
    done = herm(machine, "up")
    assert done.returncode == 1
    assert "no space left on device" in done.stderr
    assert "run the same command again" in done.stderr
    assert not (machine / "clone/.venv/.herm-lock").exists()
    assert not (machine / "clone/.herm/environment.lock").is_symlink()


def test_lock_of_a_killed_run_is_taken_over(machine: Path) -> None:
    """A lock whose holder is gone stops nobody."""
    (machine / "clone/.herm").mkdir()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    (machine / "clone/.herm/environment.lock").symlink_to(str(ended.pid))
    double(machine, "python3", "exit 1")
    assert "none of version 3.11" in herm(machine, "up").stderr


def test_lock_of_a_running_process_is_waited_for(machine: Path) -> None:
    """While another run makes the environment, this one says that it waits."""
    (machine / "clone/.herm").mkdir()
    holder = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(2)"])
    (machine / "clone/.herm/environment.lock").symlink_to(str(holder.pid))
    double(machine, "python3", "exit 1")
    # The holder has to be waited for by its parent, or its number stays taken.
    run = subprocess.Popen(
        [str(machine / "clone/herm"), "up"],
        env={"PATH": str(machine / "bin")},
        stderr=subprocess.PIPE,
        text=True,
    )
    holder.wait()
    _, stderr = run.communicate(timeout=60)
    assert "this one waits for it" in stderr


def test_clone_that_cannot_be_written_is_named(machine: Path) -> None:
    """A place where no folder can be made is named with the command that fixes it."""
    (machine / "clone/.herm").write_text("a file where a folder has to be", encoding="utf-8")
    done = herm(machine, "up")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "sudo chown -R" in done.stderr
