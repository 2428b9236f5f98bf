"""The smoke check: the API answers, refuses who has no credentials and lets the admin in."""

from __future__ import annotations

import httpx

from cli.console import Progress
from cli.stack.health import QUERY, Health
from infra.config.settings import Settings
from infra.problems import fail


def smoke_check(settings: Settings, report: Progress) -> str:
    """Ask the stack's running API three things; return what it showed, in a few words.

    Raises:
        ProblemsError: When the API does not answer as it should.
    """
    url, name = settings.own_origin, settings.docker.name
    with httpx.Client(base_url=url, timeout=10) as client:
        _health(url, name).wait(client, report)
        anonymous = client.post("/v1/graphql", json=QUERY)
        secret = {"x-hasura-admin-secret": settings.admin_secret.reveal()}
        admin = client.post("/v1/graphql", json=QUERY, headers=secret)
    if not settings.unauthorized_role and "errors" not in anonymous.json():
        raise fail(
            url,
            "answers a request that has no credentials, so it is not protected",
            "./herm down && ./herm up",
        )
    if admin.json().get("data") != {"__typename": "query_root"}:
        raise fail(
            url,
            "does not take this stack's admin secret: another program answers at this port",
            f"see which: docker ps; then pulumi config set herm:hasuraPort PORT --stack {settings.stack}",
        )
    return "healthy, refuses strangers, knows its admin secret"


def _health(url: str, name: str) -> Health:
    """A little patience: a container may just be being restarted."""
    return Health(
        url,
        f"docker logs --tail 20 {name}-hasura says why; if it is the database's password, which somebody "
        f"changed by hand:\ndocker restart {name}-postgres sets it right, then ./herm up",
        patience=30.0,
        pause=0.5,
    )
