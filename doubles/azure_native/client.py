"""ARM over HTTP as azure-native does it: retries, long-running operations, the vault's data plane."""

from __future__ import annotations

import os
import ssl
import time
from typing import Any
from urllib.parse import urlsplit

import httpx

from doubles.azure_native.credentials import Credentials, configured
from doubles.azure_native.errors import AzureError, checked

_RETRY_STATUS = {408, 429, 500, 502, 503, 504}
_WAITS = (20.0, 60.0, 120.0)
"""What azure-native waits before its three retries, in seconds."""

SCALE = float(os.environ.get("HERM_REHEARSAL_WAIT_SCALE", "0.01"))
"""The double waits a hundredth of it: the order of events is rehearsed, not the patience."""


class Azure:
    """The connection to one cloud as one identity."""

    def __init__(self, values: dict[str, str]) -> None:
        trust = ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE") or None)
        self._http = httpx.Client(
            verify=trust, timeout=60, headers={"User-Agent": "pulumi-azure-native/3.29.0-double"}
        )
        self.settings = configured(values)
        host = self.settings.get("metadataHost", "")
        if not host:
            message = (
                "this is a double of azure-native and speaks only to the rehearsal's ARM emulator: "
                "azure-native:metadataHost (ARM_METADATA_HOSTNAME) is not set"
            )
            raise AzureError(message)
        base = host if "://" in host else f"https://{host}"
        metadata = checked(
            self._send("GET", f"{base}/metadata/endpoints", params={"api-version": "2022-09-01"})
        ).json()
        self.url = str(metadata["resourceManager"]).rstrip("/")
        self.vault_suffix = str(metadata["suffixes"]["keyVaultDns"])
        self.audience = str(metadata["authentication"]["audiences"][0])
        self.credentials = Credentials(
            self.settings, metadata["authentication"]["loginEndpoint"].rstrip("/"), self._send
        )

    @property
    def subscription(self) -> str:
        """The subscription that resources go to."""
        return self.settings.get("subscriptionId", "")

    def request(
        self, method: str, path: str, version: str, body: Any = None, query: dict[str, str] | None = None
    ) -> httpx.Response:
        """One request to ARM, retried where azure-native retries; the caller looks at the status."""
        headers = {"Authorization": f"Bearer {self.credentials.token(self.audience)}"}
        url = path if "://" in path else f"{self.url}{path}"
        parameters = {} if "api-version=" in url else {"api-version": version}
        return self._send(
            method, url, params={**parameters, **(query or {})} or None, json=body, headers=headers
        )

    def get(self, path: str, version: str) -> dict[str, Any] | None:
        """A resource, or None when there is none."""
        answer = self.request("GET", path, version)
        if answer.status_code in (404, 204) or (answer.status_code == 200 and not answer.content):
            return None
        found: dict[str, Any] = checked(answer).json()
        return found

    def finish(
        self, answer: httpx.Response, path: str, version: str, *, deletes: bool
    ) -> dict[str, Any] | None:
        """Follow a long-running operation to its end.

        Raises:
            AzureError: The operation failed.
        """
        follow = answer.headers.get("Azure-AsyncOperation")
        location = answer.headers.get("Location")
        while follow:
            self._pause(answer, deletes=deletes)
            answer = checked(self.request("GET", follow, version))
            status = answer.json().get("status")
            if status in ("Failed", "Canceled"):
                raise AzureError(f"{path}: the operation ended as {status}: {answer.text}")
            if status == "Succeeded":
                return None if deletes else self.get(path, version)
        while location and answer.status_code == 202:
            self._pause(answer, deletes=deletes)
            answer = checked(self.request("GET", location, version))
        if deletes or not answer.content:
            return None
        body: dict[str, Any] = answer.json()
        return body

    def delete_secret(self, vault: str, name: str) -> None:
        """Delete a secret over the vault's own host, with a token for the audience that it asks for."""
        url = f"https://{vault}.{self.vault_suffix}/secrets/{name}"
        first = self._send("DELETE", url, params={"api-version": "7.4"})
        if first.status_code == 401:
            asked = first.headers.get("WWW-Authenticate", "")
            audience = next(
                (part[10:-1] for part in asked.replace(",", "").split() if part.startswith("resource=")), ""
            )
            if not urlsplit(url).netloc.endswith("." + urlsplit(audience).netloc):
                raise AzureError(f"the vault {vault} asks for a token for another host: {audience}")
            headers = {"Authorization": f"Bearer {self.credentials.token(audience)}"}
            first = self._send("DELETE", url, params={"api-version": "7.4"}, headers=headers)
        if first.status_code != 404:
            checked(first)

    def _registers(self, answer: httpx.Response, sent: dict[str, Any]) -> bool:
        """Register a provider that the subscription lacks, as Azure's SDK does; False when it may not."""
        if answer.status_code != 409 or "MissingSubscriptionRegistration" not in answer.text:
            return False
        namespace = str(answer.request.url).rpartition("/providers/")[2].split("/")[0]
        place = f"{self.url}/subscriptions/{self.subscription}/providers/{namespace}/register"
        version = {"api-version": "2020-06-01"}
        return self._http.request("POST", place, params=version, headers=sent.get("headers")).is_success

    def _pause(self, answer: httpx.Response, *, deletes: bool) -> None:
        exact = answer.headers.get("x-ms-retry-after-ms")
        asked = answer.headers.get("Retry-After")
        seconds = (
            float(exact) / 1000 if exact else float(asked) if asked else (30.0 if deletes else 10.0) * SCALE
        )
        time.sleep(seconds)

    def _send(self, method: str, url: str, **more: Any) -> httpx.Response:
        for wait in (*_WAITS, None):
            try:
                answer = self._http.request(method, url, **more)
            except httpx.TransportError as problem:
                if wait is None:
                    where = urlsplit(url)
                    message = f"{method} {where.netloc}{where.path}: {type(problem).__name__}: {problem}"
                    raise AzureError(message) from problem
                time.sleep(wait * SCALE)
                continue
            if self._registers(answer, more):
                continue
            busy = answer.status_code == 409 and "AnotherOperationInProgress" in answer.text
            if wait is None or not (answer.status_code in _RETRY_STATUS or busy):
                return answer
            if answer.status_code == 429:
                self._pause(answer, deletes=False)
            else:
                time.sleep(wait * SCALE)
        raise AssertionError  # pragma: no cover - the last round returns or raises
