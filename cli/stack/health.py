"""Waiting for an API to be healthy: this machine's stack and a deployed one are asked in the same way."""

from __future__ import annotations

import time
from dataclasses import dataclass

import httpx

from cli.console import Progress
from infra.problems import ProblemsError, fail

QUERY = {"query": "{ __typename }"}
"""The smallest question: who is let in gets an answer, whatever the schema."""


@dataclass(frozen=True)
class Health:
    """How one API is asked for its health.

    Attributes:
        url: The API's base address, for messages.
        remedy: What fixes an API that is not healthy.
        patience: Seconds to wait for it to become healthy.
        pause: Seconds between two questions.
        strict: Whether inconsistent metadata counts as unhealthy.
    """

    url: str
    remedy: str
    patience: float
    pause: float
    strict: bool = False

    def wait(self, client: httpx.Client, report: Progress) -> None:
        """Wait until the API is healthy.

        Raises:
            ProblemsError: It is not when the patience ends.
        """
        deadline = time.monotonic() + self.patience
        while problem := self._problem(client):
            if time.monotonic() >= deadline:
                raise problem
            report(problem.problems[0].reason)
            time.sleep(min(self.pause, max(0.0, deadline - time.monotonic())))

    def _problem(self, client: httpx.Client) -> ProblemsError | None:
        where = f"{self.url}/healthz"
        try:
            answer = client.get("/healthz", params={"strict": "true"} if self.strict else None)
        except httpx.HTTPError as error:
            return fail(where, f"does not answer: {error}", self.remedy)
        if answer.status_code != 200:
            return fail(where, f"answers {answer.status_code}: {answer.text[:200]}", self.remedy)
        return None
