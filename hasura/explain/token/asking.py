"""How a client asks each provider for the token that a third party such as Hasura can check."""

from __future__ import annotations

import json
from collections.abc import Mapping

from hasura.explain import remedies
from hasura.explain.case import Case

_ASK: Mapping[str, tuple[str, str]] = {
    "auth0": (
        "In Auth0 an access token is a JWT only where the login asks for an API's `audience`.",
        "authorizationParams: {{ audience: {audience} }}",
    ),
    "cognito": (
        "Of Cognito's three tokens the ID token carries Hasura's claims.",
        "(await fetchAuthSession()).tokens.idToken.toString()",
    ),
    "firebase": ("Firebase's ID token is the one to send.", "await getAuth().currentUser.getIdToken(true)"),
    "clerk": (
        "Clerk's session token carries no Hasura claims: ask for the JWT template's token by name.",
        'await getToken({{ template: "hasura" }})',
    ),
    "keycloak": ("Of Keycloak's three tokens the access token is the one to send.", "keycloak.token"),
    "entra": (
        "Microsoft gives a token for your own API only where the client asks for a scope of that API.",
        'scopes: ["api://<application id of the API>/.default"]',
    ),
    "supabase": (
        "In Supabase the access token of the user's session is the one to send.",
        "(await supabase.auth.getSession()).data.session.access_token",
    ),
    "okta": (
        "Okta's access token is a JWT for others only where a custom authorization server made it.",
        'issuer: "{issuer}"',
    ),
    "oidc": (
        "Send the ID token, or let the provider make its access tokens JWTs.",
        "Authorization: Bearer <the ID token>",
    ),
}


def ask(case: Case, provider: str | None = None) -> str:
    """The remedy: where the right token comes from, and the client's line that gets it."""
    advice, line = _ASK[provider or case.provider]
    audience = (case.secret.audience or ("<the API's identifier>",))[0]
    issuer = case.secret.issuer or "https://<domain>/oauth2/default"
    return f"{advice} {remedies.in_client(line.format(audience=json.dumps(audience), issuer=issuer))}"
