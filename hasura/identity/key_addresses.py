"""Where the keys of an issuer are, by the issuer alone; the providers' own rules, nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hasura.identity.snippets import provider_of

# The address after the issuer, which is taken without the slash at its end.
_AFTER: Mapping[str, str] = {
    "auth0": "/.well-known/jwks.json",
    "clerk": "/.well-known/jwks.json",
    "cognito": "/.well-known/jwks.json",
    "supabase": "/.well-known/jwks.json",
    "keycloak": "/protocol/openid-connect/certs",
    "okta": "/v1/keys",
}
_FIREBASE = "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com"
_ENTRA = re.compile(
    r"https://(?:login\.microsoftonline\.com|sts\.windows\.net)/([0-9a-f-]{36})(?:/.*)?", re.IGNORECASE
)


def key_address_of(issuer: str) -> str | None:
    """The address of the issuer's keys; None where only its discovery document says it."""
    provider = provider_of(issuer)
    if provider == "firebase":
        return _FIREBASE
    tenant = _ENTRA.fullmatch(issuer)
    if tenant is not None:
        return f"https://login.microsoftonline.com/{tenant[1]}/discovery/v2.0/keys"
    if provider == "okta" and "/oauth2/" not in issuer:
        return None
    return f"{issuer.rstrip('/')}{_AFTER[provider]}" if provider in _AFTER else None
