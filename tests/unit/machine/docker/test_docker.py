"""Finding the engine that runs, and leaving alone what somebody chose or may not be installed here."""

from __future__ import annotations

import json
import os
import platform
from pathlib import Path
from typing import NoReturn

import pytest

from infra.problems import ProblemsError
from machine.docker import advice as docker_advice
from machine.docker import engine as docker
from machine.docker.engine import DockerEngine, ensure_docker, find_docker

Client = dict[str, object]


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing but a docker client, which answers what `says` makes it answer."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.delenv("DOCKER_CONTEXT", raising=False)
    return tmp_path / "docker"


def says(client: Path, versions: Client, reason: str = "", code: int = 0) -> None:
    """Let the client print its versions and its complaint, then end with a code."""
    client.write_text(f"#!/bin/sh\necho '{json.dumps(versions)}'\necho '{reason}' >&2\nexit {code}\n")
    client.chmod(0o755)


def silent(client: Path, reason: str, context: str = "default") -> None:
    """Let the client reach no engine."""
    says(client, {"Client": {"Context": context}, "Server": None}, reason, 1)


def no_install(*_: object) -> NoReturn:
    """Stands where the installation is; reaching it is the failure."""
    pytest.fail("something was installed")


def test_running_engine_is_used(client: Path) -> None:
    """An engine that answers is used as it is, at the default socket."""
    says(client, {"Client": {"Context": "default"}, "Server": {"Version": "27.1"}})
    assert ensure_docker(no_install) == DockerEngine("27.1", "unix:///var/run/docker.sock")


def test_chosen_host_is_reported(client: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine's address is DOCKER_HOST when that is set."""
    monkeypatch.setenv("DOCKER_HOST", "tcp://10.0.0.1:2376")
    says(client, {"Client": {"Context": "default"}, "Server": {"Version": "27.1"}})
    assert find_docker() == DockerEngine("27.1", "tcp://10.0.0.1:2376")


def test_context_gives_the_address(client: Path) -> None:
    """A context other than the default one is asked for its address, because Pulumi's provider knows none."""
    client.write_text(
        "#!/bin/sh\n"
        'case "$1" in\n'
        """version) echo '{"Client": {"Context": "colima"}, "Server": {"Version": "27.1"}}';;\n"""
        'context) [ "$3" = colima ] && echo unix:///home/me/.colima/docker.sock;;\n'
        "esac\n"
    )
    client.chmod(0o755)
    assert find_docker() == DockerEngine("27.1", "unix:///home/me/.colima/docker.sock")


@pytest.mark.usefixtures("client")
def test_no_client_is_no_engine() -> None:
    """Without a docker command no engine is found."""
    assert find_docker() is None


def test_unreachable_docker_host_is_named(client: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A DOCKER_HOST that does not answer is an error that names it, and no reason to install."""
    monkeypatch.setattr(docker, "install", no_install)
    monkeypatch.setenv("DOCKER_HOST", "tcp://10.9.9.9:2375")
    silent(client, "Cannot connect")
    with pytest.raises(ProblemsError, match=r"tcp://10\.9\.9\.9:2375: Cannot connect\n.*unset DOCKER_HOST"):
        ensure_docker(print)


def test_unreachable_context_is_named(client: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chosen context that does not answer is an error that names it, and no reason to install."""
    monkeypatch.setattr(docker, "install", no_install)
    silent(client, "Cannot connect", context="remote")
    with pytest.raises(ProblemsError, match=r"docker context remote: .*Cannot connect"):
        ensure_docker(print)


def test_context_of_a_client_that_cannot_say_it(client: Path) -> None:
    """The context is read from the client's settings when the client fails before it can say it."""
    (client.parent / "config.json").write_text('{"currentContext": "gone"}')
    says(client, {}, "context not found", 1)
    with pytest.raises(ProblemsError, match="docker context gone"):
        ensure_docker(print)


def test_not_in_the_docker_group(client: Path) -> None:
    """An engine that refuses this user leads to the command that joins its group."""
    silent(client, "permission denied while trying to connect to the Docker daemon socket")
    with pytest.raises(ProblemsError, match="usermod -aG docker"):
        ensure_docker(print)


@pytest.mark.parametrize(
    ("system", "command"),
    [
        ("debian", "sudo apt-get install -y --no-install-recommends docker.io"),
        ("ubuntu", "sudo apt-get install -y --no-install-recommends docker.io"),
        ("fedora", "sudo dnf install -y moby-engine"),
        ("rhel", "sudo dnf install -y docker-ce"),
        ("arch", "sudo pacman -S --needed docker"),
        ("alpine", "doas apk add docker"),
        ("darwin", "colima start"),
        ("plan9", "https://docs.docker.com/engine/install/"),
    ],
)
def test_others_get_the_commands(
    client: Path, monkeypatch: pytest.MonkeyPatch, system: str, command: str
) -> None:
    """Where herm may not install, the commands of that system are told and nothing is touched."""
    monkeypatch.setattr(docker, "install", no_install)
    monkeypatch.setattr(docker, "can_install", lambda: False)
    monkeypatch.setattr(docker, "system_id", lambda: system)
    silent(client, "Cannot connect")
    with pytest.raises(ProblemsError) as caught:
        ensure_docker(print)
    assert command in caught.value.problems[0].remedy


@pytest.mark.parametrize(
    ("kernel", "installed", "command"),
    [
        (("Darwin", "24.1.0"), "colima", "colima start"),
        (("Darwin", "24.1.0"), "Docker.app", "open -a Docker"),
        (("Darwin", "24.1.0"), "OrbStack.app", "open -a OrbStack"),
        (("Linux", "5.15.1-microsoft-standard-WSL2"), "", "start Docker Desktop in Windows"),
        (("Linux", "6.1.0"), "podman", "systemctl --user start podman.socket"),
    ],
)
def test_engine_that_is_there_and_stopped_is_started_not_joined_by_another(
    client: Path, monkeypatch: pytest.MonkeyPatch, kernel: tuple[str, str], installed: str, command: str
) -> None:
    """Docker Desktop, OrbStack, colima, podman and WSL have no dockerd; they are started, even for root."""
    monkeypatch.setattr(platform, "system", lambda: kernel[0])
    monkeypatch.setattr(platform, "release", lambda: kernel[1])
    monkeypatch.setattr(docker, "can_install", lambda: True)
    monkeypatch.setattr(docker, "install", no_install)
    silent(client, "Cannot connect")
    if installed.endswith(".app"):
        app = client.parent / installed
        app.mkdir()
        start = next(start for path, start in docker_advice._ON_MACOS.items() if path.name == installed)
        monkeypatch.setattr(docker_advice, "_ON_MACOS", {app: start})
    elif installed == "podman":
        client.write_text("#!/bin/sh\necho podman version 5.0.0\nexit 0\n")
    elif installed:
        (client.parent / installed).write_text("#!/bin/sh\n")
        (client.parent / installed).chmod(0o755)
    with pytest.raises(ProblemsError, match="is installed and does not answer") as caught:
        ensure_docker(no_install)
    assert command in caught.value.problems[0].remedy


def test_installed_engine_is_not_started_by_a_user(client: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed engine that does not run is started by root alone; others get the command."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    silent(client, "Cannot connect")
    (client.parent / "dockerd").write_text("#!/bin/sh\nexit 1\n")
    (client.parent / "dockerd").chmod(0o755)
    with pytest.raises(ProblemsError, match="does not run: Cannot connect") as caught:
        ensure_docker(print)
    assert caught.value.problems[0].remedy == docker_advice.start()
