"""Whether App Service lets this machine's address in: its rules by address stand before the API."""

from __future__ import annotations

import httpx

from infra.config.commands import set_command
from infra.problems import ProblemsError, fail

_ADDRESS = "x-ms-forbidden-ip"
"""With this header App Service tells a caller whom it does not let in the address that it came from."""


def check_let_in(answer: httpx.Response, where: str, allowed: int, network: str = "") -> None:
    """End every waiting where it is this machine that is refused: that does not mend itself.

    Args:
        answer: What came back.
        where: What was asked, for the message.
        allowed: How many ranges of addresses the deployment lets in.
        network: The network from which alone it is reached; "" where it is on the Internet.

    Raises:
        ProblemsError: With the address, and the command that lets it in.
    """
    if answer.status_code == 403 and network:
        raise _not_inside(where, network)
    address = answer.headers.get(_ADDRESS, "").strip("[]")
    if answer.status_code == 403 and address:
        raise _not_let_in(where, address, allowed)


def _not_inside(where: str, network: str) -> ProblemsError:
    return fail(
        where,
        f"is reached from inside {network} alone, by its private endpoint: nothing is proved from here",
        "run the same command on a machine in that network, or in one that is joined to it:\n"
        "pulumi stack output --json --stack prod | ./herm smoke --outputs - --wait 900",
    )


def _not_let_in(where: str, address: str, allowed: int) -> ProblemsError:
    command = set_command("prod", f"allowedAddresses[{allowed}]", address)
    return fail(
        where,
        f"does not let {address} in, the address of this machine, so nothing can be proved from here",
        "run the same command from an address that is among herm:allowedAddresses, or let this one in:\n"
        f"{command} && pulumi up --stack prod",
    )
