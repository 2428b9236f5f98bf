"""`./herm smoke URL`: the deployed API is healthy and refuses who has no credentials.

What is deliberately not here: no secret. Whoever can reach the address can ask both questions.
"""

from __future__ import annotations

import click

from cli.console import step
from cli.stack.health import Health, check_refusal, client

_PAUSE = 5.0
_CLOSE = "close it at once: az webapp stop --resource-group herm --name hermapi"
_LOGS = "see what Hasura says: az webapp log tail --resource-group herm --name hermapi"


EXAMPLES = """\b
Examples:
  ./herm smoke https://hermapi.azurewebsites.net
  ./herm smoke "$(pulumi stack output url --stack prod)" --wait 900
"""


@click.command(epilog=EXAMPLES)
@click.argument("url")
@click.option(
    "--wait", default=0, metavar="SECONDS", help="How long a new version may take to become healthy."
)
@click.option(
    "--open",
    "is_open",
    is_flag=True,
    help="Requests without credentials have a role (herm:unauthorizedRole).",
)
def smoke(url: str, wait: int, is_open: bool) -> None:
    """Check a deployed API from outside: it is healthy, and refuses who has no credentials."""
    if not url.startswith(("http://", "https://")):
        raise click.UsageError(f"{url!r} is not an address; give one like https://hermapi.azurewebsites.net")
    url = url.rstrip("/")
    with client(url, 30) as api:
        with step("Health") as report:
            Health(url, _LOGS, patience=wait, pause=_PAUSE, strict=True).wait(api, report)
            report("healthy")
        if not is_open:
            with step("A request without credentials") as report:
                check_refusal(api, url, _CLOSE)
                report("refused")
