"""`./herm smoke URL`: the deployed API is healthy and refuses who has no credentials.

What is deliberately not here: no secret. Whoever can reach the address can ask both questions.
"""

from __future__ import annotations

import click
import httpx

from cli.console import step
from cli.stack.health import QUERY, Health
from infra.problems import fail

_PAUSE = 5.0
_LOGS = "see what Hasura says: az webapp log tail --resource-group herm --name hermapi"


@click.command(
    help="""Check a deployed API from outside: it is healthy, and refuses who has no credentials.

    \b
    Examples:
      ./herm smoke https://hermapi.azurewebsites.net
      ./herm smoke "$(pulumi stack output url --stack prod)" --wait 900
    """
)
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
    """Ask for health, then for data without credentials."""
    if not url.startswith(("http://", "https://")):
        raise click.UsageError(f"{url!r} is not an address; give one like https://hermapi.azurewebsites.net")
    url = url.rstrip("/")
    with httpx.Client(base_url=url, timeout=30) as client:
        with step("Health") as report:
            Health(url, _LOGS, patience=wait, pause=_PAUSE, strict=True).wait(client, report)
            report("healthy")
        if not is_open:
            with step("A request without credentials") as report:
                _check_refusal(client, url)
                report("refused")


def _check_refusal(client: httpx.Client, url: str) -> None:
    """Hasura refuses with `errors` and no data, whatever the status."""
    where, fix = f"{url}/v1/graphql", "close it at once: az webapp stop --resource-group herm --name hermapi"
    try:
        answer = client.post("/v1/graphql", json=QUERY)
        body = answer.json()
    except httpx.HTTPError as error:
        raise fail(where, f"does not answer: {error}", "run the same command again") from None
    except ValueError:
        reason = f"answers {answer.status_code} with something that is not JSON, so it is not Hasura"
        raise fail(where, reason, "check the address") from None
    if not isinstance(body, dict) or "errors" not in body or body.get("data"):
        raise fail(where, "answers a request that has no credentials, so it is not protected", fix)
