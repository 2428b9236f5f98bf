"""Proof that a deployment is what answers: the new version, with the new settings, healthy for a while.

While a new container starts, the old one goes on answering; one that never starts is never seen. So a single
healthy answer proves nothing, and each question here is about the new version alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from cli.health.check import Health
from infra.config.images import release_of
from infra.problems import ProblemsError, fail
from machine.report import Report

_ALLOWED = "Access-Control-Allow-Origin"


@dataclass(frozen=True)
class Expected:
    """What was deployed, from the stack's outputs.

    Attributes:
        version: The image's tag; proves nothing where it is not a release of Hasura's.
        settings: The origin that stands for the settings; "" where it cannot be asked for.
        allowed: How many ranges of addresses are let in; 0 where all are.
        network: The network from which alone it is reached; "" where it is on the Internet.
        is_open: Whether requests without credentials have a role.
    """

    version: str = ""
    settings: str = ""
    is_open: bool = False
    allowed: int = 0
    network: str = ""

    @classmethod
    def of(cls, outputs: Mapping[str, Any]) -> Expected:
        """Read it from the outputs of a stack."""
        version, settings = str(outputs.get("version", "")), str(outputs.get("settings", ""))
        is_open = str(outputs.get("open", "")).lower() == "true"
        allowed = str(outputs.get("allowedAddresses", "")).replace(",", " ").split()
        return cls(version, settings, is_open, len(allowed), str(outputs.get("privateNetwork", "")))


@dataclass(frozen=True)
class Proof:
    """One deployment to be proved.

    Attributes:
        health: How the API is asked for its health, with the patience for the whole proof.
        hold: Seconds for which every answer has to be right.
    """

    health: Health
    expected: Expected
    hold: float

    def wait(self, client: httpx.Client, report: Report) -> str:
        """Wait until every question has been answered rightly for a while; return what was proved.

        Raises:
            ProblemsError: The last wrong answer, when the patience ends.
        """
        deadline, right_since = time.monotonic() + self.health.patience, None
        while True:
            problem, now = self._problem(client), time.monotonic()
            if problem is None:
                right_since = right_since or now
                if now - right_since >= self.hold:
                    return self._proved()
            elif now >= deadline:
                raise problem
            else:
                right_since = None
                report(problem.problems[0].reason)
            time.sleep(self.health.pause)

    def _problem(self, client: httpx.Client) -> ProblemsError | None:
        questions: tuple[Callable[[httpx.Client], ProblemsError | None], ...]
        questions = (self.health.problem, self._other_version, self._other_settings)
        return next((found for ask in questions if (found := ask(client)) is not None), None)

    def _other_version(self, client: httpx.Client) -> ProblemsError | None:
        wanted = release_of(self.expected.version)
        if not wanted:
            return None
        where = f"{self.health.url}/v1/version"
        try:
            found = str(client.get("/v1/version").json()["version"])
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return fail(where, "does not tell a version of Hasura's", self.health.remedy)
        if release_of(found) == wanted:
            return None
        return fail(where, f"is still {found}, and {self.expected.version} was deployed", self.health.remedy)

    def _other_settings(self, client: httpx.Client) -> ProblemsError | None:
        origin = self.expected.settings
        if not origin:
            return None
        where, asked = (
            f"{self.health.url}/v1/graphql",
            {"Access-Control-Request-Method": "POST", "Origin": origin},
        )
        try:
            answer = client.options("/v1/graphql", headers=asked)
        except httpx.HTTPError as error:
            return fail(where, f"does not answer: {error}", self.health.remedy)
        if answer.headers.get(_ALLOWED) == origin:
            return None
        return fail(where, "answers with other settings than those that were deployed", self.health.remedy)

    def _proved(self) -> str:
        known = [
            *([f"version {self.expected.version}"] if release_of(self.expected.version) else []),
            *(["the settings that were deployed"] if self.expected.settings else []),
        ]
        held = [f"for {self.hold:g} seconds"] if self.hold else []
        return " ".join(["healthy", *held, *(["with", " and ".join(known)] if known else [])])
