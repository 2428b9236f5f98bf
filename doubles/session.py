"""A running emulator, from the outside: ask it, disturb it, stop it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from doubles.environment import Endpoint, client_environment


class RehearsalError(Exception):
    """The emulator did not start or did not answer."""


@dataclass
class Rehearsal:
    """One emulator.

    Attributes:
        endpoint: How to reach it, and as whom.
        state_dir: The folder that keeps everything.
        process: The emulator's process; None when another process started it.
    """

    endpoint: Endpoint
    state_dir: Path
    process: subprocess.Popen[str] | None

    @property
    def url(self) -> str:
        """Where ARM is."""
        return self.endpoint.url

    @property
    def ca_file(self) -> Path:
        """The certificate authority that clients must trust."""
        return Path(self.endpoint.ca_file)

    def env(self, acting: str = "deployer") -> dict[str, str]:
        """What pulumi, az and the SDKs need in their environment, on top of the caller's."""
        return client_environment(self.endpoint.acting_as(acting), self.state_dir)

    def request_log(self) -> list[dict[str, Any]]:
        """Every request so far, the oldest first."""
        log = Path(self.endpoint.log)
        if not log.exists():
            return []
        return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]

    def set_fault(  # noqa: PLR0913 - one argument for each part of the emulator's plan
        self,
        at: int,
        mode: str = "500",
        *,
        times: int = 1,
        every: int = 0,
        writes: bool = False,
        path: str = "",
    ) -> None:
        """Let the `at`-th request from now fail; 0 ends all faults.

        Args:
            at: Counted from 1, among the requests that count.
            mode: How it fails, one of `doubles.azure.gate.MODES`.
            times: How often it fails before it is let through.
            every: After how many requests the next one fails; 0 for no further one.
            writes: Whether only writes count.
            path: Only requests whose path contains this text count.
        """
        plan = {"at": at, "mode": mode, "times": times, "every": every, "writes": writes, "path": path}
        self._inspect("PUT", "faults", body=plan)

    def fault_state(self) -> dict[str, Any]:
        """The fault plan with the number of requests counted (`count`) and made to fail (`fired`)."""
        found: dict[str, Any] = self._inspect("GET", "faults")
        return found

    def set_throttle(self, requests: int, seconds: float = 1.0) -> None:
        """Answer 429 to more than so many requests in so many seconds; 0 ends it."""
        self._inspect("PUT", "throttle", body={"requests": requests, "seconds": seconds})

    def happens(self, what: str, resource_id: str, value: Any = None) -> None:
        """Let something happen that nobody asked for, one of `doubles.azure.planes.events.EVENTS`."""
        self._inspect("PUT", "events", body={"what": what, "id": resource_id, "value": value})

    def let_pass(self, seconds: float) -> None:
        """Let time pass in Azure: its clock goes ahead of the machine's."""
        self._inspect("PUT", "clock", body={"seconds": seconds})

    def app(self, app_id: str) -> dict[str, Any]:
        """What an app's process has: environment, settings, references' statuses, restarts, configuration."""
        found: dict[str, Any] = self._inspect("GET", "app", {"id": app_id})
        return found

    def effective_environment(self, app_id: str) -> dict[str, str]:
        """The app's environment with its Key Vault references resolved."""
        found: dict[str, str] = self.app(app_id)["environment"]
        return found

    def resources(self) -> list[dict[str, Any]]:
        """Every resource that is stored."""
        found: list[dict[str, Any]] = self._inspect("GET", "resources")["value"]
        return found

    def database_password(self, server_id: str) -> str | None:
        """The password that a flexible server was given: ARM itself never tells it."""
        found: str | None = self._inspect("GET", "password", {"id": server_id})["value"]
        return found

    def stop(self) -> None:
        """End the emulator; its state stays."""
        if self.process is not None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
                return
            self.process.kill()
            self.process.wait()
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.endpoint.pid, signal.SIGTERM)

    def _inspect(self, method: str, what: str, query: dict[str, str] | None = None, body: Any = None) -> Any:
        trust = ssl.create_default_context(cafile=self.endpoint.ca_file)
        answer = httpx.request(
            method,
            f"{self.url}/_rehearsal/{what}",
            params=query,
            json=body,
            headers={"x-rehearsal-token": self.endpoint.admin_token},
            verify=trust,
            trust_env=False,
            timeout=30,
        )
        if answer.status_code != 200:
            message = f"the rehearsal's inspection of '{what}' answered {answer.status_code}: {answer.text}"
            raise RehearsalError(message)
        return answer.json()
