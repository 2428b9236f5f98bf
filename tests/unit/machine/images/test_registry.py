"""A registry that cannot be reached is told apart from one that refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.problems import ProblemsError
from machine.images.registry import is_unreachable, pull


@pytest.mark.parametrize(
    "reason",
    [
        'Get "https://r.example/v2/": dial tcp: lookup r.example on 127.0.0.53:53: no such host',
        'Get "http://localhost:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused',
        "net/http: request canceled (Client.Timeout exceeded while awaiting headers)",
        'Get "https://r.example/v2/": context deadline exceeded',
        "dial tcp 54.1.2.3:443: i/o timeout",
        "dial tcp 54.1.2.3:443: connect: network is unreachable",
        "received unexpected HTTP status: 503 Service Unavailable",
        'Get "https://r.example/v2/": EOF',
    ],
)
def test_unreachable(reason: str) -> None:
    """No answer of the registry means that images are built."""
    assert is_unreachable(f"Error response from daemon: {reason}")


@pytest.mark.parametrize(
    "reason",
    [
        "manifest for hasura/graphql-engine:v0 not found: manifest unknown: manifest unknown",
        "pull access denied for x, repository does not exist or may require 'docker login': denied",
        "toomanyrequests: You have reached your pull rate limit.",
        'Get "https://registry.example/v2/": x509: certificate signed by unknown authority',
        "write /var/lib/docker/tmp/GetImageBlob1: no space left on device",
        "unauthorized: authentication required",
    ],
)
def test_refused(reason: str) -> None:
    """An answer of the registry, and a failure on this machine, are not hidden by building something else."""
    assert not is_unreachable(f"Error response from daemon: {reason}")


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH whose docker command is still to be written."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path / "docker"


def says(docker: Path, *lines: str, code: int) -> None:
    """Let the docker command print lines and end with a code."""
    printed = "\n".join(lines)
    docker.write_text(f"#!/bin/sh\ncat <<'END'\n{printed}\nEND\nexit {code}\n")
    docker.chmod(0o755)


def test_progress(docker: Path) -> None:
    """A pull reports its layers."""
    says(docker, "v1: Pulling from x", "a: Pulling fs layer", "b: Already exists", "a: Pull complete", code=0)
    reported: list[str] = []
    assert pull("x:v1@sha256:00", reported.append)
    assert reported[-1] == "x:v1: 2 of 2 layers"


def test_unreachable_pull(docker: Path) -> None:
    """A pull without an answer is not an error."""
    says(docker, "Error response from daemon: dial tcp: lookup r on 127.0.0.53:53: no such host", code=1)
    assert not pull("x:v1", lambda _: None)


def test_refused_pull(docker: Path) -> None:
    """A refused pull is an error that names the image and says why."""
    says(docker, "Error response from daemon: manifest unknown", code=1)
    with pytest.raises(ProblemsError, match=r"x:v1: cannot be pulled: .*manifest unknown"):
        pull("x:v1", lambda _: None)
