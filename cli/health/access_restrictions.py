"""Whether App Service lets this machine's address in: its rules by address stand before the API."""

from __future__ import annotations

import httpx

from infra.config.commands import set_command
from infra.problems import ProblemsError, fail

_ADDRESS = "x-ms-forbidden-ip"
"""With this header App Service tells a caller whom it does not let in the address that it came from."""


def check_let_in(answer: httpx.Response, where: str, allowed: int) -> None:
    """End every waiting where it is this machine that is refused: that does not mend itself.

    Args:
        answer: What came back.
        where: What was asked, for the message.
        allowed: How many ranges of addresses the deployment lets in.

    Raises:
        ProblemsError: With the address, and the command that lets it in.
    """
    address = answer.headers.get(_ADDRESS, "").strip("[]")
    if answer.status_code == 403 and address:
        raise _not_let_in(where, address, allowed)


def _not_let_in(where: str, address: str, allowed: int) -> ProblemsError:
    command = set_command("prod", f"allowedAddresses[{allowed}]", address)
    return fail(
        where,
        f"does not let {address} in, the address of this machine, so nothing can be proved from here",
        "run the same command from an address that is among herm:allowedAddresses, or let this one in:\n"
        f"{command} && pulumi up --stack prod",
    )
