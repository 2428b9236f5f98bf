"""The provider's code for Hasura's claims, found by the issuer that its tokens name.

The code stands in `code/`, one file for each provider, as it is pasted there. Every role named `admin` is
left out where code can do it: in Hasura that role passes every permission.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_CODE = Path(__file__).parent / "code"

_ISSUERS: Mapping[str, re.Pattern[str]] = {
    provider: re.compile(pattern, re.IGNORECASE)
    for provider, pattern in {
        "auth0": r"https://[^/]+\.auth0\.com(/|$)",
        "firebase": r"https://securetoken\.google\.com/",
        "cognito": r"https://(issuer-)?cognito-idp\.[^/]+\.amazonaws\.com(\.cn)?/",
        "clerk": r"https://(clerk\.[^/]+|[^/]+\.clerk\.accounts\.dev)(/|$)",
        "keycloak": r"https?://[^/]+/(.+/)?realms/[^/]+/?$",
        "entra": r"https://(login\.microsoftonline\.com|sts\.windows\.net|[^/]+\.ciamlogin\.com)/",
        "supabase": r"https://[^/]+\.supabase\.(co|in)/auth/v1",
        "okta": r"https://[^/]+\.(okta|oktapreview|okta-emea)\.com(/|$)",
    }.items()
}


def provider_of(issuer: str) -> str:
    """The provider whose issuers look like this one, or `oidc` when it may be anyone's."""
    return next((name for name, pattern in _ISSUERS.items() if pattern.match(issuer)), "oidc")


@cache
def snippet_of(provider: str) -> str:
    """The code of a provider, by its name in `./herm jwt-config`."""
    (file,) = _CODE.glob(f"{provider}.*")
    return file.read_text(encoding="utf-8").rstrip()


def with_audience(snippet: str, audience: str | list[str]) -> str:
    """A template in JSON that also sets the `aud` which the JWT secret asks for."""
    return snippet.replace("\n{\n", f'\n{{\n  "aud": {json.dumps(audience)},\n', 1)


def claims_snippet(issuer: str) -> str:
    """The code, template or settings that make the issuer's tokens carry Hasura's claims.

    Args:
        issuer: The `iss` of a token or of a JWT secret; any string, empty too.
    """
    return snippet_of(provider_of(issuer))
