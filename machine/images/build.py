"""One image built once: under a lock, in a folder that the next run removes, named by its content."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from infra.problems import fail
from machine.apt import can_install, install, update
from machine.cache import cache_root, explained, require_room
from machine.docker.client import docker
from machine.images.registry import present
from machine.lock import held
from machine.report import Report

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_BUILD_GB = 3
_WORK = "building images"
_ENGINES = Path("/var/lib/docker")


@contextmanager
def build_folder(image: str, report: Report) -> Iterator[Path | None]:
    """An empty folder to build an image in; None when another run built it meanwhile.

    Half of what a killed run made is removed first, under the same lock.
    """
    cache = cache_root("images")
    with explained(cache):
        cache.mkdir(parents=True, exist_ok=True)
    require_room(cache, _BUILD_GB, _WORK)
    if _ENGINES.exists():
        require_room(_ENGINES, _BUILD_GB, _WORK, "see what Docker keeps there: docker system df")
    name = image.partition(":")[0].replace("/", "-")
    folder = cache / name
    with held(cache / f"{name}.lock", f"waiting for another run that builds {image}", report):
        try:
            shutil.rmtree(folder, ignore_errors=True)
            if present(image):
                yield None
                return
            folder.mkdir(mode=0o700)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


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
    packing = ["tar", "--numeric-owner", "-C", str(folder), "-c", "."]
    with subprocess.Popen(packing, stdout=subprocess.PIPE) as archive:
        made = docker("import", *options, "-", stdin=archive.stdout).strip()
    if archive.returncode != 0:
        docker("image", "rm", made)
        raise fail(image, f"its files cannot be packed: tar ended with {archive.returncode}", "./herm up")
    docker("tag", made, image)  # only now: half of an archive may look whole to Docker
