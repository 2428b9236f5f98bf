"""The `herm` script: what it says on a machine that lacks something, and what it leaves behind."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TOOLS = (
    *("sh", "dirname", "cat", "cksum", "mkdir", "ln", "ls", "readlink", "rm", "sleep", "env", "chmod"),
    *("id", "uname"),
)
PYTHON = """
case "$1" in
  -I | -c) exit 0 ;;
  -m) [ "$2" = pip ] || { rm -f "$4/bin/python" && mkdir -p "$4/bin" && ln -s "$0" "$4/bin/python"; } ;;
  *) echo "$PWD $*" ;;
esac
"""
"""A Python that makes environments of itself, and else says where it stands and what it is told."""


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


def herm(
    machine: Path, *arguments: str, script: str = "", folder: Path | None = None, path: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the script with the machine's PATH alone; as it is called, from a folder."""
    return subprocess.run(
        [script or str(machine / "clone/herm"), *arguments],
        env={"PATH": path or str(machine / "bin"), "HOME": str(machine)},
        cwd=folder,
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


def test_first_import_changes_nothing_among_the_packages(machine: Path) -> None:
    """The folder for what Python compiles is there from the start: a second run finds nothing changed."""
    double(machine, "python3", f'[ "$1" != -m ] || mkdir -p "$4/lib/python3.11/site-packages"\n{PYTHON}')
    assert herm(machine, "up").returncode == 0
    assert (machine / "clone/.venv/lib/python3.11/site-packages/__pycache__").is_dir()


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


def test_any_way_of_calling_it_finds_the_clone(machine: Path) -> None:
    """Through links and by a relative PATH: the clone is the one that the script is in."""
    double(machine, "python3", PYTHON)
    links = machine / "links"
    links.mkdir()
    (links / "herm").symlink_to("middle")
    (links / "middle").symlink_to("../clone/herm")
    for call in (
        herm(machine, "status", script=str(links / "herm")),
        herm(machine, "status", script="links/herm", folder=machine),
        herm(machine, "status", script="./herm", folder=machine / "clone"),
        herm(machine, "-c", "herm status", script="bin/sh", folder=machine, path="links:bin"),
    ):
        assert call.returncode == 0, call.stderr
        assert call.stdout.endswith(f" {machine}/clone/cli status\n")
    assert not (links / ".herm").exists()


def test_caller_stays_where_they_stand(machine: Path) -> None:
    """Relative paths are taken from the caller's folder, so the script does not leave it."""
    double(machine, "python3", PYTHON)
    (machine / "elsewhere").mkdir()
    done = herm(machine, "jwt-config", "--key-file", "my.pem", folder=machine / "elsewhere")
    assert done.stdout == f"{machine}/elsewhere {machine}/clone/cli jwt-config --key-file my.pem\n"


@pytest.mark.parametrize("damage", ["gone", "broken", "emptied"])
def test_environment_that_no_longer_works_is_made_again(machine: Path, damage: str) -> None:
    """A Python that was uninstalled or upgraded, and an environment that a tool emptied, are noticed."""
    python = f"""{PYTHON.replace("-I | -c) exit 0", f'-c) ;; -I) exec {sys.executable} "$@"')}"""
    double(machine, "python3", python)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    package = machine / f"clone/.venv/lib/{version}/site-packages/click"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    assert "once" in herm(machine, "status").stderr
    assert herm(machine, "status").stderr == ""
    interpreter = machine / "clone/.venv/bin/python"
    if damage != "emptied":
        interpreter.unlink()
    if damage == "broken":
        interpreter.write_text("an interpreter of another system")
        interpreter.chmod(0o755)
    elif damage == "emptied":
        (package / "__init__.py").unlink()
    assert "+ Python environment .venv" in herm(machine, "status").stderr


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("mkdir: cannot create directory: Read-only file system", "clone to a disk that can be written"),
        ("mkdir: cannot create directory: No space left on device", "free some space"),
        ("mkdir: cannot create directory: Permission denied", "sudo chown -R"),
    ],
)
def test_what_cannot_be_written_is_told_by_its_reason(machine: Path, words: str, remedy: str) -> None:
    """A read-only disk, a full one and a folder of root's have each a remedy of their own."""
    (machine / "bin/mkdir").unlink()
    double(machine, "mkdir", f"echo '{words}' >&2; exit 1")
    done = herm(machine, "up")
    assert done.returncode == 1
    assert words in done.stderr
    assert remedy in done.stderr


def test_clone_of_another_user_is_not_taken_away(machine: Path) -> None:
    """Somebody else's clone is not made one's own by chown: one clones it."""
    (machine / "clone/.herm").write_text("a file where a folder has to be", encoding="utf-8")
    (machine / "bin/id").unlink()
    double(machine, "id", "echo somebody")
    done = herm(machine, "up")
    assert "'s clone" in done.stderr
    assert f"git clone {machine}/clone FOLDER" in done.stderr
    assert "chown" not in done.stderr


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("Error: [Errno 28] No space left on device", "free some space"),
        ("ensurepip is not available", "sudo apt-get install python3-venv"),
    ],
)
def test_words_of_venv_are_shown(machine: Path, words: str, remedy: str) -> None:
    """What Python says when it cannot make the environment is told, with the remedy for that."""
    double(machine, "python3", f"""case "$1" in -m) echo '{words}'; exit 1 ;; esac; exit 0""")
    done = herm(machine, "up")
    assert done.returncode == 1
    assert words in done.stderr
    assert remedy in done.stderr


def test_intel_mac_is_told_before_pips_wall_of_text(machine: Path) -> None:
    """Where a package has to be compiled and there is no compiler, that is said plainly."""
    double(machine, "python3", PYTHON)
    (machine / "bin/uname").unlink()
    double(machine, "uname", 'case "$1" in -s) echo Darwin ;; -m) echo x86_64 ;; esac')
    done = herm(machine, "up")
    assert done.returncode == 1
    assert "Intel Macs" in done.stderr
    assert "brew install rust openssl@3" in done.stderr
    double(machine, "cargo", "exit 0")
    assert herm(machine, "up").returncode == 0


def test_stopping_a_rehearsal_that_never_was_installs_nothing(machine: Path) -> None:
    """`./herm rehearse --stop` in a clone without a rehearsal says so and makes no environment."""
    done = herm(machine, "rehearse", "--stop")
    assert (done.returncode, done.stderr) == (0, "no rehearsal is running\n")
    assert list((machine / "clone").glob(".*")) == []
