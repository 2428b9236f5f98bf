"""The smoke check: the API answers, refuses who has no credentials and lets the admin in."""

from __future__ import annotations

import time

import httpx

from infra.problems import ProblemsError, fail
from infra.settings import Settings

_QUERY = {"query": "{ __typename }"}
_PATIENCE = 30.0


def smoke_check(settings: Settings) -> str:
    """Ask the stack's running API three things; return what it showed, in a few words.

    Raises:
        ProblemsError: When the API does not answer as it should.
    """
    url, name = settings.own_origin, settings.docker.name
    with httpx.Client(base_url=url, timeout=10) as client:
        _await_health(client, url, name)
        anonymous = client.post("/v1/graphql", json=_QUERY)
        secret = {"x-hasura-admin-secret": settings.admin_secret.reveal()}
        admin = client.post("/v1/graphql", json=_QUERY, headers=secret)
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


def _await_health(client: httpx.Client, url: str, name: str) -> None:
    """Wait a little for a container that is just being restarted."""
    deadline = time.monotonic() + _PATIENCE
    while problem := _health_problem(client, url, name):
        if time.monotonic() > deadline:
            raise problem
        time.sleep(0.5)


def _health_problem(client: httpx.Client, url: str, name: str) -> ProblemsError | None:
    remedy = (
        f"docker logs --tail 20 {name}-hasura says why; if it is the database's password, which somebody "
        f"changed by hand:\ndocker restart {name}-postgres sets it right, then ./herm up"
    )
    try:
        answer = client.get("/healthz")
    except httpx.HTTPError as error:
        return fail(url, f"does not answer: {error}", remedy)
    if answer.status_code != 200:
        return fail(f"{url}/healthz", f"answers {answer.status_code}: {answer.text[:200]}", remedy)
    return None
