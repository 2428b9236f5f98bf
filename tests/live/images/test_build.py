"""Building images: done once, and a kill leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from machine.images import Wanted, ensure_images
from machine.images.names import POSTGRES, STAND_IN
from tests.live.containers import built, docker, wait_until
from tests.support.fake_go import executable

pytestmark = pytest.mark.needs_root

BUILD = """
import sys
from pathlib import Path
from machine.images import rootfs
from machine.images.sources import machine_source
rootfs.make(Path(sys.argv[1]), ("curl",), machine_source(), "killed", lambda line: print(line, flush=True))
"""

EARLY = """
import signal
from machine.early_images import early_images
from machine.images import Wanted
wanted = Wanted("example.org/hasura:1", "example.org/postgres:17")
with early_images(wanted, lambda line: print(line, flush=True)):
    signal.pause()
"""
# A docker command without images, and without a registry.
DOCKER = """
echo 'lookup example.org: no such host'
exit 1
"""


def mentions(folder: Path) -> list[str]:
    """Processes whose arguments name a folder, and mounts in it."""
    found = [Path("/proc/self/mountinfo").read_text()]
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has just ended
            found.append((process / "cmdline").read_text(errors="replace"))
    return [text for text in found if str(folder) in text]


def test_second_time_is_a_no_op() -> None:
    """Images that are here are neither asked for nor built again."""
    wanted = Wanted(f"{STAND_IN}:any", f"{POSTGRES}:any")
    first = ensure_images(wanted, print)
    reported: list[str] = []
    assert ensure_images(wanted, reported.append) == first
    assert [line for line in reported if "takes its place" not in line] == []


def test_kill_leaves_no_process_and_no_mount(tmp_path: Path) -> None:
    """When the builder and its children are killed in the middle, no mount stays where files are removed."""
    root = tmp_path / "rootfs"
    with subprocess.Popen(
        [sys.executable, "-c", BUILD, str(root)], stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as builder:
        assert builder.stdout is not None
        for line in builder.stdout:
            if "unpacking packages" in line:  # it has mounted /proc by now
                break
        assert mentions(root)
        os.killpg(builder.pid, signal.SIGKILL)
        builder.wait()
    wait_until(lambda: not mentions(root), 5)


def test_early_images_end_with_their_run(tmp_path: Path) -> None:
    """Builds of images beside other work end when that is interrupted, with all their processes."""
    executable(tmp_path / "docker", DOCKER, "/bin/sh")
    variables = {"XDG_CACHE_HOME": str(tmp_path), "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    with subprocess.Popen(
        [sys.executable, "-c", EARLY], stdout=subprocess.PIPE, text=True, env=os.environ | variables
    ) as run:
        assert run.stdout is not None
        next(line for line in run.stdout if "downloading packages" in line)
        assert mentions(tmp_path)
        run.terminate()
        assert run.wait() == -signal.SIGINT
    wait_until(lambda: not mentions(tmp_path), 5)


def test_no_secret_in_the_layers() -> None:
    """The stand-in's image is its code: none of its variables and files is the user's."""
    described = docker("image", "inspect", built().hasura, "--format", "{{json .Config}}")
    assert '"User":"nobody"' in described
    assert "HASURA_GRAPHQL" not in described
    listed = docker("run", "--rm", "--entrypoint", "find", built().hasura, "/app", "-name", "*.py")
    assert {path.split("/")[2] for path in listed.splitlines()} == {"doubles", "hasura"}
