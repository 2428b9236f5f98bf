"""The commands that give a machine its Docker engine, for those that herm leaves alone."""

from __future__ import annotations

import platform
import shutil
from pathlib import Path

from machine.program import printed

_DEBIAN = "sudo apt-get update && sudo apt-get install -y --no-install-recommends docker.io"
_GROUP = 'sudo usermod -aG docker "$USER" && newgrp docker'
_INSTALL = {
    "debian": (_DEBIAN, _GROUP),
    "ubuntu": (_DEBIAN, _GROUP),
    "fedora": ("sudo dnf install -y moby-engine", "sudo systemctl enable --now docker", _GROUP),
    "arch": ("sudo pacman -S --needed docker", "sudo systemctl enable --now docker", _GROUP),
    "alpine": ("doas apk add docker", "doas rc-update add docker", "doas service docker start"),
    "darwin": ("brew install colima docker && colima start", "(or install and open Docker Desktop)"),
}
# RHEL and its rebuilds have no engine of their own: Docker's repository is the documented way.
_RHEL = (
    "sudo dnf config-manager --add-repo https://download.docker.com/linux/rhel/docker-ce.repo",
    "sudo dnf install -y docker-ce docker-ce-cli containerd.io",
    "sudo systemctl enable --now docker",
    _GROUP,
)
_INSTALL |= dict.fromkeys(("rhel", "centos", "rocky", "almalinux"), _RHEL)
_ANYWHERE = ("install Docker Engine for your system as https://docs.docker.com/engine/install/ says",)


def install(system: str) -> str:
    """The commands that install and start an engine on a system named as in os-release."""
    return "\n".join(_INSTALL.get(system, _ANYWHERE))


_DESKTOP = "open -a Docker"
# What brings an engine in a virtual machine of its own, by what tells that it is installed.
_ON_MACOS = {
    Path("/Applications/OrbStack.app"): "open -a OrbStack",
    Path("/Applications/Docker.app"): _DESKTOP,
    Path("/Applications/Rancher Desktop.app"): 'open -a "Rancher Desktop"',
}
_PODMAN = (
    "systemctl --user start podman.socket && export DOCKER_HOST=unix://$XDG_RUNTIME_DIR/podman/podman.sock",
    "(as root: systemctl start podman.socket && export DOCKER_HOST=unix:///run/podman/podman.sock)",
)


def start_elsewhere() -> str | None:
    """The command that starts an engine which is there without a `dockerd`; None when none is known.

    Such an engine is somebody's choice: no other one belongs beside it.
    """
    if "podman" in printed(["docker", "--version"]).lower():
        return "\n".join(_PODMAN)
    if is_wsl() and shutil.which("docker"):
        return (
            "start Docker Desktop in Windows, with this distribution switched on under\n"
            "Settings, Resources, WSL integration"
        )
    if platform.system() != "Darwin":
        return None
    starts = [command for app, command in _ON_MACOS.items() if app.exists()]
    starts += ["colima start"] if shutil.which("colima") else []
    starts += ["podman machine start"] if shutil.which("podman") else []
    return "    or    ".join(starts) or None


def is_wsl() -> bool:
    """Whether this is Linux inside Windows."""
    return "microsoft" in platform.release().lower()


def start() -> str:
    """The command that starts an installed engine."""
    return "sudo systemctl start docker" if shutil.which("systemctl") else "sudo service docker start"


def join_group() -> str:
    """The command that lets this user talk to the engine."""
    return _GROUP
