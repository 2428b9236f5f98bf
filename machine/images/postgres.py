"""PostgreSQL from the distribution's packages, to be used as the official image is.

One thing cannot be said in an imported image: that SIGINT stops it fast. Whoever runs it says so.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from machine.images import rootfs
from machine.images.build import DEFAULT_PATH, ensure_built, import_rootfs
from machine.images.names import POSTGRES, content_key
from machine.images.sources import machine_source, suite
from machine.report import Report

_ENTRYPOINT = Path(__file__).parent / "docker-entrypoint.sh"
_PACKAGES = ("postgresql",)
_SETTINGS = "\nlisten_addresses = '*'\n"
_CHANGES = (
    f"ENV PATH=/usr/lib/postgresql/{{version}}/bin:{DEFAULT_PATH}",
    "ENV LANG=C.UTF-8",
    "ENV PGDATA=/var/lib/postgresql/data",
    "EXPOSE 5432",
    'ENTRYPOINT ["docker-entrypoint.sh"]',
    'CMD ["postgres"]',
)
_STEPS = "1"  # a change of what `_build` does is another image: count it up


def image() -> str:
    """The image's name, by what it is made from."""
    facts = (suite(), _STEPS, *_PACKAGES, _SETTINGS, *_CHANGES, *rootfs.RECIPE)
    return f"{POSTGRES}:{content_key([_ENTRYPOINT], *facts)}"


def ensure(report: Report) -> str:
    """Build the image unless it is here, and return its name."""
    return ensure_built(image(), _build, report)


def _build(root: Path, name: str, report: Report) -> None:
    rootfs.make(root, _PACKAGES, machine_source(), "PostgreSQL", report)
    # The package makes a database of its own; a container starts with an empty volume.
    for cluster in (root / "etc/postgresql").iterdir():
        shutil.rmtree(cluster)
    data = root / "var/lib/postgresql"
    shutil.rmtree(data)
    version = next((root / "usr/lib/postgresql").iterdir()).name
    _configure(root)
    rootfs.run_inside(root, "install", "-d", "-o", "postgres", "-g", "postgres", "/var/lib/postgresql")
    report("PostgreSQL: docker import")
    import_rootfs(root, name, [change.format(version=version) for change in _CHANGES])


def _configure(root: Path) -> None:
    """What the official image adds to the packages: listen to the network, and the entry point."""
    sample = next((root / "usr/share/postgresql").glob("*/postgresql.conf.sample"))
    with sample.open("a") as settings:
        settings.write(_SETTINGS)
    target = root / "usr/local/bin/docker-entrypoint.sh"
    shutil.copyfile(_ENTRYPOINT, target)
    target.chmod(0o755)
