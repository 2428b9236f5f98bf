"""Whether the stack's ports are free, or taken by the stack itself."""

from __future__ import annotations

import socket
from collections.abc import Mapping

from cli.docker.containers import container_on_port
from infra.config.commands import set_command
from infra.problems import Problem, ProblemsError


def check_ports(stack: str, ports: Mapping[str, int], own: tuple[str, ...]) -> None:
    """Find out before anything is changed whether another program holds one of the ports.

    Args:
        stack: The stack's name, for the remedy.
        ports: Setting name to port; 0 is not a port.
        own: Names of the stack's own containers.

    Raises:
        ProblemsError: With every port that is taken, and by whom as far as Docker knows.
    """
    problems = []
    for setting, port in ports.items():
        if not port or _is_free(port):
            continue
        holder = container_on_port(port)
        if holder in own:
            continue
        problems.append(
            Problem(
                f"port {port}",
                f"is taken by {f'container {holder}' if holder else 'another program'}, "
                "so nothing would answer there",
                set_command(stack, setting, str(next_free(port))),
            )
        )
    if problems:
        raise ProblemsError(problems)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def next_free(port: int) -> int:
    """The first free port after another one."""
    return next((candidate for candidate in range(port + 1, port + 100) if _is_free(candidate)), port + 100)
