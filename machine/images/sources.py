"""Where this machine's own packages come from: release, mirror, keyring and proxy, as apt uses them."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infra.problems import fail

_FORMAT = "$(RELEASE)|$(COMPONENT)|$(REPO_URI)|$(ORIGIN)"
_KEYRINGS = {
    "debian": Path("/usr/share/keyrings/debian-archive-keyring.gpg"),
    "ubuntu": Path("/usr/share/keyrings/ubuntu-archive-keyring.gpg"),
}


@dataclass(frozen=True)
class Source:
    """The source of packages.

    Attributes:
        suite: The release's code name, such as `bookworm`.
        mirror: Address of the mirror.
        keyring: File with the keys that sign the release.
        proxies: Variables that debootstrap's downloads obey.
    """

    suite: str
    mirror: str
    keyring: Path
    proxies: Mapping[str, str] = field(default_factory=dict)


def suite() -> str:
    """The code name of this machine's release; "" where there is none (macOS), and nothing can be built."""
    try:
        return platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    except OSError:
        return ""


def machine_source() -> Source:
    """The source that this machine's apt installs its own release from.

    Raises:
        ProblemsError: apt knows no mirror of this release.
    """
    listed = _run("apt-get", "indextargets", "--format", _FORMAT, "Created-By: Packages")
    release = suite()
    mirror = choose_mirror(release, listed.splitlines())
    if mirror is None:
        raise fail(
            "apt sources",
            f"no http mirror of {release} main is listed",
            "apt-get update; apt-get indextargets",
        )
    keyring = _KEYRINGS[platform.freedesktop_os_release()["ID"]]
    return Source(release, mirror, keyring, _proxies())


def choose_mirror(release: str, lines: Iterable[str]) -> str | None:
    """The mirror of the release's main component among apt's index targets; the distribution's own first."""
    mirrors: dict[bool, str] = {}
    for line in lines:
        listed, component, uri, origin = line.split("|")
        if listed == release and component == "main" and uri.startswith(("http://", "https://")):
            mirrors.setdefault(origin in {"Debian", "Ubuntu"}, uri.rstrip("/"))
    return mirrors.get(True) or mirrors.get(False)


def _proxies() -> dict[str, str]:
    """Apt's own proxy, for a downloader that reads only the environment."""
    proxies = {}
    for scheme in ("http", "https"):
        line = _run("apt-config", "shell", "VALUE", f"Acquire::{scheme}::Proxy")
        value = line.strip().removeprefix("VALUE=").strip("'")
        if value and value != "DIRECT" and f"{scheme}_proxy" not in os.environ:
            proxies[f"{scheme}_proxy"] = value
    return proxies


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
