"""The provider's code for Hasura's claims, made to fit where and how this server reads them."""

from __future__ import annotations

import json

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.identity.claims import NoPlaceError, claims_for
from hasura.identity.snippets import snippet_of
from hasura.model import DEFAULT_NAMESPACE, Namespace

_BY_CLAIMS_MAP = ("entra", "keycloak", "okta")


def fitting_snippet(case: Case) -> str:
    """Code, or the claims themselves, for the provider that made the token."""
    provider, claims = case.provider, case.secret.claims
    code = snippet_of(provider)
    if provider in _BY_CLAIMS_MAP or not isinstance(claims, Namespace):
        return code
    strings = provider == "cognito"
    if claims.path is None and (claims.format == "stringified_json") == strings:
        return code.replace(DEFAULT_NAMESPACE, claims.name or "")
    if strings and claims.path is None:
        setting = remedies.in_secret({"claims_format": "stringified_json"})
        return f"{code.replace(DEFAULT_NAMESPACE, claims.name or '')}\n\n{setting}"
    try:
        document = claims_for(case.secret, "user", (), {"x-hasura-user-id": "the user's id"})
    except NoPlaceError as error:
        return f"No token can fit: {error}."
    title = next((line for line in code.splitlines() if line[:2] in ("//", "--")), "")
    return f"{title}\n{json.dumps(document, indent=2)}".strip()
