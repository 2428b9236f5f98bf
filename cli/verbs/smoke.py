"""`./herm smoke URL`: what was deployed is what answers, and it refuses who has no credentials.

What is deliberately not here: no secret. Whoever can reach the address can ask all questions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TextIO
from urllib.parse import urlsplit

import click

from cli.console import step
from cli.health.check import Health, check_refusal, client, is_here
from cli.health.proof import Expected, Proof

_PAUSE = 5.0
_HOLD = 30
_APP = re.compile(r"/resourceGroups/(?P<group>[^/]+)/.*/sites/(?P<name>[^/]+)", re.IGNORECASE)


EXAMPLES = """\b
Examples:
  ./herm smoke https://hermapi.azurewebsites.net
  pulumi stack output --json --stack prod | ./herm smoke --outputs - --wait 900
  ./herm smoke https://api.example.com --outputs outputs.json --wait 900
"""


@click.command(epilog=EXAMPLES)
@click.argument("url", required=False)
@click.option(
    "--outputs",
    type=click.File("r"),
    metavar="FILE",
    help="The stack's outputs as JSON, - for standard input: what was deployed, and where.",
)
@click.option(
    "--wait",
    type=click.IntRange(0, 86400),
    default=0,
    metavar="SECONDS",
    help="How long a new version may take to become healthy.",
)
@click.option(
    "--hold",
    type=click.IntRange(0, 86400),
    metavar="SECONDS",
    help=f"How long every answer has to be right; {_HOLD} with --outputs, else once.",
)
@click.option(
    "--open",
    "is_open",
    is_flag=True,
    help="Requests without credentials have a role (herm:unauthorizedRole); the outputs know.",
)
def smoke(url: str | None, outputs: TextIO | None, wait: int, hold: int | None, is_open: bool) -> None:
    """Check a deployed API from outside: it is healthy, and refuses who has no credentials.

    With the stack's outputs, only the version and the settings that were deployed count, and they have to be
    healthy for a while: right after a deployment the old version still answers.
    """
    known = _read(outputs) if outputs else {}
    address = _address(url, known)
    expected = Expected.of(known)
    logs, close = _remedies(known, address)
    with client(address, 30) as api:
        with step("Health") as report:
            health = Health(
                address,
                logs,
                patience=wait,
                pause=_PAUSE,
                strict=True,
                allowed=expected.allowed,
                network=expected.network,
            )
            seconds = hold if hold is not None else (_HOLD if outputs else 0)
            report(Proof(health, expected, seconds).wait(api, report))
        if not (is_open or expected.is_open):
            with step("A request without credentials") as report:
                check_refusal(api, address, close)
                report("refused")


def _read(outputs: TextIO) -> Mapping[str, Any]:
    try:
        known = json.load(outputs)
    except ValueError:
        known = None
    if not isinstance(known, dict):
        raise click.UsageError(
            "the outputs are not a JSON object; they come from: pulumi stack output --json"
        )
    return known


def _address(url: str | None, outputs: Mapping[str, Any]) -> str:
    given = url if url is not None else outputs.get("url")
    if given is None and outputs:
        raise click.UsageError("the outputs have no url: the stack is not up yet; pulumi up makes it")
    address = str(given or "").rstrip("/")
    if not address.startswith(("http://", "https://")):
        raise click.UsageError(
            f"{address!r} is not an address; give one like https://hermapi.azurewebsites.net"
        )
    return address


def _remedies(outputs: Mapping[str, Any], address: str) -> tuple[str, str]:
    """What shows the API's log, and what closes it at once."""
    if is_here(address):
        return "see what runs at this port: docker ps", "if it is this clone's: ./herm down"
    group, app = _place(outputs, address)
    return (
        f"see what Hasura says: az webapp log tail --resource-group {group} --name {app}",
        f"close it at once: az webapp stop --resource-group {group} --name {app}",
    )


def _place(outputs: Mapping[str, Any], address: str) -> tuple[str, str]:
    """Resource group and name of the Web App, for commands."""
    if found := _APP.search(str(outputs.get("appId", ""))):
        return found["group"], found["name"]
    name, _, domain = (urlsplit(address).hostname or "").partition(".")
    return "herm", name if domain == "azurewebsites.net" else "hermapi"
