"""The commands that give a machine its Docker engine, for those that herm leaves alone."""

from __future__ import annotations

import shutil

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


def start() -> str:
    """The command that starts an installed engine."""
    return "sudo systemctl start docker" if shutil.which("systemctl") else "sudo service docker start"


def join_group() -> str:
    """The command that lets this user talk to the engine."""
    return _GROUP
