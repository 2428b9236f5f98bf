"""How the provider signs in: its configuration, the cloud's metadata, and a token that is renewed in time."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doubles.azure_native.errors import checked

_ENVIRONMENT = {
    "metadataHost": ("ARM_METADATA_HOSTNAME",),
    "subscriptionId": ("ARM_SUBSCRIPTION_ID",),
    "tenantId": ("ARM_TENANT_ID",),
    "clientId": ("ARM_CLIENT_ID",),
    "clientSecret": ("ARM_CLIENT_SECRET",),
    "useOidc": ("ARM_USE_OIDC",),
    "oidcToken": ("ARM_OIDC_TOKEN",),
    "oidcTokenFilePath": ("ARM_OIDC_TOKEN_FILE_PATH",),
    "oidcRequestUrl": ("ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL"),
    "oidcRequestToken": ("ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"),
    "oidcAudience": ("ARM_OIDC_AUDIENCE",),
}
"""The provider's settings and the environment variables that stand in for them."""

Send = Callable[..., Any]


def configured(values: Mapping[str, str]) -> dict[str, str]:
    """The provider's settings: from the stack's configuration, else from the environment."""
    found = {}
    for name, variables in _ENVIRONMENT.items():
        value = values.get(name) or next((os.environ[one] for one in variables if os.environ.get(one)), "")
        if value:
            found[name] = value
    return found


@dataclass
class Credentials:
    """Tokens for audiences.

    Attributes:
        settings: The provider's settings.
        login: The authority's address.
        send: Sends a request: method, URL, keyword arguments as httpx has them.
    """

    settings: dict[str, str]
    login: str
    send: Send

    def __post_init__(self) -> None:
        self._tokens: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def token(self, audience: str) -> str:
        """A valid token for an audience.

        Raises:
            AzureError: The authority could not be asked.
            PermissionError: The authority refused, in its own words.
        """
        with self._lock:
            known = self._tokens.get(audience)
            if known and known[1] > time.time() + 60:
                return known[0]
            tenant = self.settings["tenantId"]
            place = f"{self.login}/{tenant}/v2.0/.well-known/openid-configuration"
            discovery = checked(self.send("GET", place)).json()
            form = {
                "grant_type": "client_credentials",
                "client_id": self.settings["clientId"],
                "scope": f"{audience.rstrip('/')}/.default",
                **self._proof(),
            }
            answer = self.send("POST", discovery["token_endpoint"], data=form)
            if answer.status_code in (429, 500):  # it did not look at the credentials
                checked(answer)
            body = answer.json()
            if "access_token" not in body:
                message = f"signing in to {self.login} failed: {body.get('error_description') or body}"
                raise PermissionError(message)
            self._tokens[audience] = (body["access_token"], time.time() + int(body["expires_in"]))
            return str(body["access_token"])

    def _proof(self) -> dict[str, str]:
        """The secret, or the federated assertion."""
        settings = self.settings
        if settings.get("clientSecret"):
            return {"client_secret": settings["clientSecret"]}
        assertion = settings.get("oidcToken", "")
        if settings.get("oidcTokenFilePath"):
            assertion = Path(settings["oidcTokenFilePath"]).read_text(encoding="utf-8").strip()
        elif settings.get("oidcRequestUrl"):
            audience = settings.get("oidcAudience", "api://AzureADTokenExchange")
            headers = {"Authorization": f"Bearer {settings.get('oidcRequestToken', '')}"}
            url = settings["oidcRequestUrl"]
            answer = self.send("GET", url, params={"audience": audience}, headers=headers)
            assertion = answer.json()["value"]
        if not assertion:
            message = "no credentials: set ARM_CLIENT_SECRET, or ARM_USE_OIDC with a token"
            raise PermissionError(message)
        kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        return {"client_assertion": assertion, "client_assertion_type": kind}
