"""One image built once: under a lock, in a folder that the next run removes, named by its content."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from infra.problems import fail
from machine.apt import can_install, install, update
from machine.images.registry import present

Report = Callable[[str], None]
DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_SPACE = 3 * 1024**3


@contextmanager
def build_folder(image: str, report: Report) -> Iterator[Path | None]:
    """An empty folder to build an image in; None when another run built it meanwhile.

    Half of what a killed run made is removed first, under the same lock.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "herm" / "images"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _check_space(cache)
    except OSError as error:
        raise fail(str(cache), f"cannot be used for building images: {error}", "set XDG_CACHE_HOME") from None
    name = image.partition(":")[0].replace("/", "-")
    lock = FileLock(cache / f"{name}.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        report(f"waiting for another run that builds {image}")
        lock.acquire()
    folder = cache / name
    try:
        shutil.rmtree(folder, ignore_errors=True)
        if present(image):
            yield None
            return
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()


def prepare_machine(image: str, report: Report) -> None:
    """Have what building needs: root, Debian or Ubuntu, debootstrap.

    Raises:
        ProblemsError: This machine cannot build images.
    """
    if not can_install():
        raise fail(
            image,
            "the registry of the official image cannot be reached, and herm builds images only as root on "
            "Debian or Ubuntu",
            "make the registry reachable, or copy the image from another machine: "
            "docker save IMAGE | ssh HERE docker load",
        )
    if shutil.which("debootstrap") is None:
        update(report)
        install(("debootstrap",), report)


def ensure_built(image: str, build: Callable[[Path, str, Report], None], report: Report) -> str:
    """Build an image from the distribution's packages unless it is here, and return its name.

    Args:
        image: The image's name and tag.
        build: Fills a folder with the image's file system and imports it; given folder, image and report.
        report: Told what is done, one line each.
    """
    if present(image):
        return image
    prepare_machine(image, report)
    with build_folder(image, report) as folder:
        if folder is not None:
            build(folder / "rootfs", image, report)
    return image


def import_rootfs(folder: Path, image: str, changes: Sequence[str]) -> None:
    """Make an image of one layer from a file system.

    Args:
        folder: The file system's root.
        image: The image's name and tag.
        changes: Instructions as in a Dockerfile: ENV, ENTRYPOINT, ...
    """
    options = [option for change in changes for option in ("--change", change)]
    with subprocess.Popen(
        ["tar", "--numeric-owner", "-C", str(folder), "-c", "."], stdout=subprocess.PIPE
    ) as archive:
        imported = subprocess.run(
            ["docker", "import", *options, "-", image],
            stdin=archive.stdout,
            capture_output=True,
            text=True,
            check=False,
        )
    if archive.returncode != 0 or imported.returncode != 0:
        reason = imported.stderr.strip() or f"tar ended with {archive.returncode}"
        raise fail(image, f"docker import failed: {reason}", "docker system df")


def _check_space(cache: Path) -> None:
    for place in (cache, Path("/var/lib/docker")):
        if place.exists() and (free := shutil.disk_usage(place).free) < _SPACE:
            raise fail(
                str(place),
                f"{free // 1024**2} MB are free, and building images takes {_SPACE // 1024**2} MB",
                "free some space: docker system prune",
            )
