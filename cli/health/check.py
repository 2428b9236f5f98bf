"""Whether an API is well: it is healthy, refuses who has no credentials, and lets in who has.

This machine's stack and a deployed one are asked in the same way.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from cli.health.access_restrictions import check_let_in
from infra.config.commands import set_command
from infra.config.settings import Settings
from infra.problems import ProblemsError, fail
from machine.report import Report

QUERY = {"query": "{ __typename }"}
"""The smallest question: who is let in gets an answer, whatever the schema."""

_LOCAL_PATIENCE = 30.0


def client(url: str, seconds: float) -> httpx.Client:
    """A client of one API; proxies and certificates of the shell count only for addresses elsewhere."""
    if not is_here(url):
        return httpx.Client(base_url=url, timeout=seconds)
    # Plain HTTP has nothing to prove, and the authorities' certificates take longer to load than the answer.
    plain = urlsplit(url).scheme == "http"
    verify = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else True
    return httpx.Client(base_url=url, timeout=seconds, trust_env=False, verify=verify)


def is_here(url: str) -> bool:
    """Whether an address is this machine's own."""
    return urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Health:
    """How one API is asked for its health.

    Attributes:
        url: The API's base address, for messages.
        remedy: What fixes an API that is not healthy.
        patience: Seconds to wait for it to become healthy.
        pause: Seconds between two questions.
        strict: Whether inconsistent metadata counts as unhealthy.
        allowed: How many ranges of addresses the API's host lets in; 0 where it lets in everybody.
        network: The network from which alone it is reached; "" where it is on the Internet.
        watch: Asked before each question; what it raises ends the waiting.
    """

    url: str
    remedy: str
    patience: float
    pause: float
    strict: bool = False
    allowed: int = 0
    network: str = ""
    watch: Callable[[], None] = lambda: None

    def wait(self, api: httpx.Client, report: Report) -> None:
        """Wait until the API is healthy.

        Raises:
            ProblemsError: It is not when the patience ends.
        """
        deadline = time.monotonic() + self.patience
        while problem := self.problem(api):
            self._watch(problem)
            if time.monotonic() >= deadline:
                raise problem
            report(problem.problems[0].reason)
            time.sleep(min(self.pause, max(0.0, deadline - time.monotonic())))

    def _watch(self, problem: ProblemsError) -> None:
        try:
            self.watch()
        except ProblemsError as error:
            raise ProblemsError([*problem.problems, *error.problems]) from None

    def problem(self, api: httpx.Client) -> ProblemsError | None:
        """What is wrong with one answer; None when it is healthy.

        Raises:
            ProblemsError: It is this machine that is not let in.
        """
        where = f"{self.url}/healthz"
        try:
            answer = api.get("/healthz", params={"strict": "true"} if self.strict else None)
        except httpx.HTTPError as error:
            return fail(where, f"does not answer: {error}", self.remedy)
        check_let_in(answer, where, self.allowed, self.network)
        if answer.status_code != 200:
            return fail(where, f"answers {answer.status_code}: {answer.text[:200]}", self.remedy)
        return None


def check_refusal(api: httpx.Client, url: str, remedy: str) -> None:
    """Hasura refuses a request without credentials with `errors` and no data, whatever the status."""
    body = _ask(api, url)
    if not isinstance(body, dict) or "errors" not in body or body.get("data"):
        raise fail(
            f"{url}/v1/graphql", "answers a request that has no credentials, so it is not protected", remedy
        )


def check_local(settings: Settings, report: Report, watch: Callable[[], None] = lambda: None) -> str:
    """Ask this machine's API three things; return what it showed, in a few words.

    Raises:
        ProblemsError: When the API does not answer as it should.
    """
    url, name = settings.own_origin, settings.docker.name
    # A little patience: a container may just be being restarted.
    with client(url, 10) as api:
        Health(url, _local_remedy(name), patience=_LOCAL_PATIENCE, pause=0.5, watch=watch).wait(api, report)
        if not settings.unauthorized_role:
            check_refusal(api, url, f"./herm down{_of(settings)} && ./herm up{_of(settings)}")
        admin = _ask(api, url, {"x-hasura-admin-secret": settings.admin_secret.reveal()})
    if not isinstance(admin, dict) or admin.get("data") != {"__typename": "query_root"}:
        raise fail(
            url,
            "does not take this stack's admin secret: another program answers at this port",
            "docker ps shows which; another port: " + set_command(settings.stack, "hasuraPort", "PORT"),
        )
    return "healthy, refuses strangers, knows its admin secret"


def _of(settings: Settings) -> str:
    return "" if settings.stack == "dev" else f" --stack {settings.stack}"


def _local_remedy(name: str) -> str:
    return (
        f"docker logs --tail 20 {name}-hasura says why; if it is the database's password, which somebody "
        f"changed by hand:\ndocker restart {name}-postgres sets it right, then ./herm up"
    )


def _ask(api: httpx.Client, url: str, headers: dict[str, str] | None = None) -> Any:
    where = f"{url}/v1/graphql"
    try:
        answer = api.post("/v1/graphql", json=QUERY, headers=headers)
        return answer.json()
    except httpx.HTTPError as error:
        raise fail(where, f"does not answer: {error}", "run the same command again") from None
    except ValueError:
        reason = f"answers {answer.status_code} with something that is not JSON, so it is not Hasura"
        raise fail(where, reason, "check the address") from None
