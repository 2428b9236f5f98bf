"""Images that are here already, and pulling those that are not.

A registry that cannot be reached is not an error: the images are built instead. A registry that answers "not
found" or "denied" is one, since building something else would hide a wrong name or a missing login.
"""

from __future__ import annotations

import subprocess

from infra.problems import fail
from machine.docker.client import attempt
from machine.report import Report

# What the engine says when no registry answered: name resolution, routes, refused connections, time-outs and
# gateways that stand in for the registry. A certificate that is not trusted is not among them.
_UNREACHABLE = (
    "no such host",
    "server misbehaving",
    "temporary failure in name resolution",
    "connection refused",
    "connection reset",
    "network is unreachable",
    "no route to host",
    "i/o timeout",
    "client.timeout exceeded",
    "context deadline exceeded",
    "handshake timeout",
    "unexpected eof",
    ": eof",
    "proxyconnect",
    "502 bad gateway",
    "503 service unavailable",
    "504 gateway",
)


def present(reference: str) -> bool:
    """Whether the engine has this image."""
    return attempt("image", "inspect", reference).returncode == 0


def pull(reference: str, report: Report) -> bool:
    """Pull an image; False when the registry cannot be reached.

    Raises:
        ProblemsError: The registry answered, and refused; or the image does not fit on the disk.
    """
    report(f"docker pull {reference}")
    output: list[str] = []
    layers: dict[str, bool] = {}
    with subprocess.Popen(
        ["docker", "pull", reference], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pulling:
        for line in pulling.stdout or ():
            output.append(line)
            layer, _, state = line.strip().partition(": ")
            if state in {"Pulling fs layer", "Pull complete", "Already exists"}:
                layers[layer] = state != "Pulling fs layer"
                report(f"{reference.partition('@')[0]}: {sum(layers.values())} of {len(layers)} layers")
    if pulling.returncode == 0:
        return True
    reason = output[-1].strip() if output else "docker pull said nothing"
    if is_unreachable(reason):
        return False
    raise fail(reference, f"cannot be pulled: {reason}", f"docker pull {reference}")


def is_unreachable(reason: str) -> bool:
    """Whether the engine's complaint says that no registry answered."""
    return any(sign in reason.lower() for sign in _UNREACHABLE)
