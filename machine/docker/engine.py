"""Docker's engine: the one that runs is used; as root on Debian or Ubuntu one is installed and started.

Never touched: an engine that somebody chose (`DOCKER_HOST`, a docker context) and that does not answer, and
every machine on which herm is not root. There the exact commands are told instead.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from infra.problems import fail
from machine.apt import can_install, install, system_id, update
from machine.docker import advice as docker_advice
from machine.docker import daemon as docker_daemon
from machine.docker.client import attempt
from machine.report import Report

DEFAULT_HOST = "unix:///var/run/docker.sock"
_PROBE_SECONDS = 20


@dataclass(frozen=True)
class DockerEngine:
    """An engine that answers.

    Attributes:
        version: The engine's version.
        host: Its address, in the form of `DOCKER_HOST`.
    """

    version: str
    host: str


@dataclass(frozen=True)
class _Silent:
    """No engine answers; what the docker client said about it, and the context that it asked."""

    context: str
    reason: str


def find_docker() -> DockerEngine | None:
    """The engine that `docker` talks to, or None when none answers; installs and starts nothing."""
    answer = _probe()
    return answer if isinstance(answer, DockerEngine) else None


def ensure_docker(report: Report) -> DockerEngine:
    """An engine that answers, installed and started first where herm may do so.

    Args:
        report: Told each step, one line each.

    Raises:
        ProblemsError: No engine, and none that herm may start; carries the commands to run.
    """
    answer = _probe()
    if isinstance(answer, DockerEngine):
        return answer
    _respect_choice(answer)
    if "permission denied" in answer.reason.lower():
        raise fail("Docker", f"the engine refuses this user: {answer.reason}", docker_advice.join_group())
    has_engine = shutil.which("dockerd") is not None
    if not has_engine and (command := docker_advice.start_elsewhere()):
        raise fail("Docker", f"its engine is installed and does not answer: {answer.reason}", command)
    if not has_engine or shutil.which("docker") is None:
        if not can_install():
            raise fail(
                "Docker",
                "no engine is installed, and herm installs one only as root on Debian or Ubuntu",
                docker_advice.install(system_id()),
            )
        update(report)
        install(docker_packages(), report)
    elif os.geteuid() != 0:
        raise fail("Docker", f"the engine does not run: {answer.reason}", docker_advice.start())
    docker_daemon.start(lambda: find_docker() is not None, report)
    engine = find_docker()
    if engine is None:
        raise fail("Docker", "the engine stopped right after its start", f"tail {docker_daemon.LOG}")
    return engine


def docker_packages() -> tuple[str, ...]:
    """Debian 13 and later ship the client apart; what is recommended but needed is named here."""
    apart = subprocess.run(
        ["apt-cache", "show", "--no-all-versions", "docker-cli"], capture_output=True, check=False
    )
    client = ("docker-cli",) if apart.returncode == 0 and shutil.which("docker") is None else ()
    return ("docker.io", *client, "iptables", "ca-certificates")


def _respect_choice(answer: _Silent) -> None:
    """An engine that was chosen by name and does not answer is the user's to fix, not ours to replace."""
    host = os.environ.get("DOCKER_HOST")
    if host:
        raise fail(
            "DOCKER_HOST",
            f"no Docker engine answers at {host}: {answer.reason}",
            "start that engine, or: unset DOCKER_HOST",
        )
    if answer.context != "default":
        raise fail(
            f"docker context {answer.context}",
            f"its engine does not answer: {answer.reason}",
            "start that engine, or: docker context use default",
        )


def _probe() -> DockerEngine | _Silent:
    """Ask the engine for its version, by the client and therefore by its rules."""
    try:
        asked = attempt("version", "--format", "{{json .}}", seconds=_PROBE_SECONDS)
    except FileNotFoundError:
        return _Silent("default", "there is no docker command")
    except subprocess.TimeoutExpired:
        return _Silent(_context_name(), f"no answer within {_PROBE_SECONDS} s")
    try:
        versions = json.loads(asked.stdout or "{}")
    except json.JSONDecodeError:
        versions = {}
    context = (versions.get("Client") or {}).get("Context") or _context_name()
    server = versions.get("Server") or {}
    if asked.returncode != 0 or not server.get("Version"):
        lines = asked.stderr.strip().splitlines()
        return _Silent(context, lines[-1] if lines else "no answer")
    return DockerEngine(server["Version"], _host(context))


def _context_name() -> str:
    """The chosen context, also when the client could not say it."""
    config = Path(os.environ.get("DOCKER_CONFIG", Path.home() / ".docker")) / "config.json"
    try:
        chosen = json.loads(config.read_text()).get("currentContext")
    except (OSError, ValueError):
        chosen = None
    return os.environ.get("DOCKER_CONTEXT") or chosen or "default"


def provider_host() -> str | None:
    """The address for Pulumi's provider, which knows no contexts; None where it is the usual socket.

    Raises:
        ProblemsError: When the chosen context needs TLS files, which the provider would not find.
    """
    if host := os.environ.get("DOCKER_HOST"):
        return host
    context = _context_name()
    if context == "default" or shutil.which("docker") is None:
        return None
    host = _host(context)
    if _inspect_context(context, "{{len .TLSMaterial}}") not in ("0", ""):
        raise fail(
            f"docker context {context}",
            "needs certificates, and Pulumi's Docker provider knows no contexts and would not find them",
            f"export DOCKER_HOST={host} DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=FOLDER_WITH_THE_CERTIFICATES",
        )
    return host


def _host(context: str) -> str:
    """The engine's address, which Pulumi's provider needs because it knows no contexts."""
    if host := os.environ.get("DOCKER_HOST"):
        return host
    if context == "default":
        return DEFAULT_HOST
    return _inspect_context(context, "{{.Endpoints.docker.Host}}") or DEFAULT_HOST


def _inspect_context(context: str, what: str) -> str:
    return attempt("context", "inspect", context, "--format", what).stdout.strip()
