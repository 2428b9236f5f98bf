"""Where clients learn of the cloud and get their tokens: metadata, OpenID discovery, the token endpoint."""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import parse_qs

import jwt

from doubles.azure.world import Answer, Call, World

_HS, _BEARER = "client_secret", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def metadata(world: World, call: Call) -> Answer:
    """The description of the cloud, from which az, the SDKs and the provider take every address."""
    described = _described(world)
    old = call.query.get("api-version", "").startswith(("2015", "2018", "2019"))
    return Answer(200, [described] if old else described)


def _described(world: World) -> dict[str, Any]:
    return {
        "name": "HermRehearsal",
        "portal": f"{world.url}/portal",
        "authentication": {
            "loginEndpoint": world.url,
            "audiences": [world.url, f"{world.url}/"],
            "tenant": world.account.tenant,
            "identityProvider": "AAD",
        },
        "resourceManager": world.url,
        "gallery": world.url,
        "graph": world.url,
        "graphAudience": world.url,
        "microsoftGraphResourceId": world.url,
        "media": world.url,
        "batch": world.url,
        "sqlManagement": world.url,
        "vmImageAliasDoc": f"{world.url}/aliases.json",
        "activeDirectoryDataLake": world.url,
        "logAnalyticsResourceId": world.url,
        "suffixes": {
            "keyVaultDns": world.vault_suffix,
            "storage": f"core.localhost:{world.port}",
            "sqlServerHostname": "database.localhost",
            "postgresqlServerEndpoint": "postgres.database.azure.com",
            "acrLoginServer": "azurecr.localhost",
        },
    }


def openid(world: World, call: Call) -> Answer:
    """The discovery document; its issuer is on the authority's own host, as MSAL demands."""
    version = f"/{call.names['version']}" if "version" in call.names else ""
    return Answer(200, _discovery(world, call.names["tenant"], version))


def _discovery(world: World, tenant: str, version: str) -> dict[str, Any]:
    place = f"{world.url}/{tenant}/oauth2{version}"
    return {
        "issuer": f"{world.url}/{tenant}{version}",
        "token_endpoint": f"{place}/token",
        "authorization_endpoint": f"{place}/authorize",
        "device_authorization_endpoint": f"{place}/devicecode",
        "jwks_uri": f"{world.url}/{tenant}/discovery{version}/keys",
        "response_types_supported": ["code", "id_token"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "tenant_region_scope": None,
        "cloud_instance_name": "127.0.0.1",
    }


def token(world: World, call: Call) -> Answer:
    """Give a token to the service principal, by its secret or by a federated assertion."""
    form = {key: values[0] for key, values in parse_qs(call.text).items()}
    account, tenant = world.account, call.names["tenant"]
    if tenant.lower() not in (account.tenant.lower(), "organizations", "common"):
        return _no("invalid_request", f"AADSTS90002: Tenant '{tenant}' not found.")
    if form.get("client_id", "").lower() != account.client.lower():
        return _no("unauthorized_client", "AADSTS700016: Application was not found in the directory.")
    if form.get("grant_type") != "client_credentials":
        return _no("unsupported_grant_type", "AADSTS70003: Only client_credentials is supported here.")
    assertion = form.get("client_assertion")
    if assertion is not None:
        if form.get("client_assertion_type") != _BEARER or not _readable(assertion):
            return _no("invalid_client", "AADSTS50027: JWT token is invalid or malformed.")
    elif not hmac.compare_digest(form.get(_HS, ""), account.client_secret):
        return _no("invalid_client", "AADSTS7000215: Invalid client secret provided.")
    audience = form.get("resource") or form.get("scope", "").split(" ")[0].removesuffix("/.default")
    seconds = 3599
    body = {
        "token_type": "Bearer",
        "expires_in": seconds,
        "ext_expires_in": seconds,
        "access_token": account.token(audience or world.url),
    }
    return Answer(200, {**body, "resource": audience} if "resource" in form else body)


def _readable(assertion: str) -> bool:
    """Whether an assertion is a JWT at all: who signed it cannot be known here."""
    try:
        jwt.decode(assertion, options={"verify_signature": False})
    except jwt.PyJWTError:
        return False
    return True


def _no(error: str, description: str) -> Answer:
    return Answer(
        401 if error == "invalid_client" else 400, {"error": error, "error_description": description}
    )
