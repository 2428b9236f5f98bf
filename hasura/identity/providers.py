"""The identity providers of `./herm jwt-config`: one row of the table is one provider.

What is not done here: nothing is fetched, so an answer may name a tenant that does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping

from hasura.identity import answers
from hasura.identity.provider import Provider, Question

_PROVIDERS = (
    Provider(
        "auth0",
        "Auth0",
        (Question("domain", "The tenant's domain: acme.eu.auth0.com, or your custom domain.", answers.host),),
        issuer="https://{domain}/",
        jwk_url="https://{domain}/.well-known/jwks.json",
        audience_means="the API's identifier (Applications > APIs)",
        notes=(
            "The application has to ask for this audience at login: else the access token is not a JWT.",
            "When Hasura says 'Error parsing JWK from url', it cannot read the x5t of these keys: use --pem.",
        ),
    ),
    Provider(
        "firebase",
        "Firebase Authentication",
        (Question("project", "The project's ID: acme-1234.", answers.word),),
        issuer="https://securetoken.google.com/{project}",
        jwk_url="https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com",
        audience=lambda given: given["project"],
        notes=("Google changes these keys every few days: do not pin one with --pem.",),
    ),
    Provider(
        "cognito",
        "Amazon Cognito",
        (
            Question("region", "The user pool's region: eu-west-1.", answers.word),
            Question("pool", "The user pool's ID: eu-west-1_AbCdEfGhI.", answers.word),
        ),
        issuer="https://cognito-idp.{region}.amazonaws.com/{pool}",
        jwk_url="https://cognito-idp.{region}.amazonaws.com/{pool}/.well-known/jwks.json",
        audience_means="the app client's ID, which the ID token names",
        claims={"claims_format": "stringified_json"},
        notes=("Send the ID token: the access token has no audience, and Hasura lets a missing one pass.",),
    ),
    Provider(
        "clerk",
        "Clerk",
        (
            Question(
                "domain", "The Frontend API: happy-fox-12.clerk.accounts.dev, clerk.acme.com.", answers.host
            ),
        ),
        issuer="https://{domain}",
        jwk_url="https://{domain}/.well-known/jwks.json",
        audience_means='the "aud" of the JWT template; add one to it, such as "aud": "hasura"',
        notes=(
            "Session tokens carry no Hasura claims: the application asks for the template's token by name.",
        ),
    ),
    Provider(
        "keycloak",
        "Keycloak",
        (
            Question(
                "url", "The server's address: https://id.acme.example (with /auth before 17).", answers.server
            ),
            Question("realm", "The realm's name.", answers.segment),
        ),
        issuer="{url}/realms/{realm}",
        jwk_url="{url}/realms/{realm}/protocol/openid-connect/certs",
        audience_means="the client ID that an audience mapper puts into the tokens",
        claims_map=True,
        notes=(
            "Hasura has to reach this address too: inside its container localhost is the container itself.",
            'Since Keycloak 25 the client scope "basic" puts sub into access tokens: keep it assigned.',
        ),
    ),
    Provider(
        "entra",
        "Microsoft Entra ID",
        (Question("tenant", "The directory (tenant) ID, a GUID.", answers.guid),),
        issuer="https://login.microsoftonline.com/{tenant}/v2.0",
        jwk_url="https://login.microsoftonline.com/{tenant}/discovery/v2.0/keys",
        audience_means="the application (client) ID of the API's app registration",
        claims_map=True,
        notes=(
            "The API's manifest needs requestedAccessTokenVersion 2: version 1 tokens have another issuer.",
            "Who has no app role has no roles claim, and Hasura refuses the token: that is meant.",
        ),
    ),
    Provider(
        "supabase",
        "Supabase Auth",
        (Question("project", "The project's reference, the first part of its address.", answers.project),),
        issuer="https://{project}.supabase.co/auth/v1",
        jwk_url="https://{project}.supabase.co/auth/v1/.well-known/jwks.json",
        audience=lambda _: "authenticated",
        notes=(
            "Let the project sign with an asymmetric key (Settings > JWT keys); else its key set is empty.",
            'With the legacy secret, as it stands: {"type":"HS256","key":"THE LEGACY JWT SECRET"}.',
        ),
    ),
    Provider(
        "okta",
        "Okta",
        (
            Question("domain", "The org's domain: acme.okta.com.", answers.host),
            Question("auth-server", "The custom authorization server's ID.", answers.word, default="default"),
        ),
        issuer="https://{domain}/oauth2/{auth-server}",
        jwk_url="https://{domain}/oauth2/{auth-server}/v1/keys",
        audience=lambda given: "api://default" if given["auth-server"] == "default" else None,
        audience_means="the authorization server's audience (Security > API)",
        claims_map=True,
        notes=(
            "Tokens of the org authorization server (https://DOMAIN) are for Okta itself: use a custom one.",
        ),
    ),
    Provider(
        "oidc",
        "an OpenID Connect issuer",
        (Question("issuer", "The issuer: https://id.acme.example.", answers.url),),
        issuer="{issuer}",
        jwk_url=None,
        audience_means="what the issuer's tokens name as aud for this API",
    ),
)

PROVIDERS: Mapping[str, Provider] = {provider.name: provider for provider in _PROVIDERS}
"""Every provider by its name on the command line."""
