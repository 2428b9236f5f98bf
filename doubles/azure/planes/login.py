"""Where clients learn of the cloud and get their tokens: metadata, OpenID discovery, the token endpoint."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from doubles.azure.account import Account
from doubles.azure.hosts import STORAGE_DOMAIN
from doubles.azure.planes.github import check_assertion
from doubles.azure.world import Answer, Call, World

_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_UNKNOWN = "AADSTS700016: Application with identifier '{}' was not found in the directory."


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
            "storage": STORAGE_DOMAIN,
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


def instance_discovery(world: World, call: Call) -> Answer:
    """What login.microsoftonline.com tells a client that asks whether an authority can be trusted."""
    asked = urlsplit(call.query.get("authorization_endpoint", world.url))
    tenant = asked.path.strip("/").split("/")[0] or world.account.tenant
    return Answer(
        200,
        {
            "tenant_discovery_endpoint": f"{world.url}/{tenant}/v2.0/.well-known/openid-configuration",
            "api-version": "1.1",
            "metadata": [
                {
                    "preferred_network": asked.netloc,
                    "preferred_cache": asked.netloc,
                    "aliases": [asked.netloc],
                }
            ],
        },
    )


def token(world: World, call: Call) -> Answer:
    """Give a token to a principal by its secret, or to an identity by a federated assertion."""
    form = {key: values[0] for key, values in parse_qs(call.text).items()}
    account, tenant, client = world.account, call.names["tenant"], form.get("client_id", "").lower()
    if tenant.lower() not in (account.tenant.lower(), "organizations", "common"):
        return _no("invalid_request", f"AADSTS90002: Tenant '{tenant}' not found.")
    if form.get("grant_type") != "client_credentials":
        return _no("unsupported_grant_type", "AADSTS70003: Only client_credentials is supported here.")
    try:
        if "client_assertion" in form:
            oid = _by_assertion(world, client, form)
        else:
            oid = _by_secret(account, client, form.get("client_secret", ""))
    except PermissionError as refusal:
        return _no("invalid_client", str(refusal))
    audience = form.get("resource") or form.get("scope", "").split(" ")[0].removesuffix("/.default")
    seconds = 3599
    body = {
        "token_type": "Bearer",
        "expires_in": seconds,
        "ext_expires_in": seconds,
        "access_token": account.token(client, oid, audience or world.url),
    }
    return Answer(200, {**body, "resource": audience} if "resource" in form else body)


def _by_secret(account: Account, client: str, secret: str) -> str:
    """The object id of the principal whose secret this is."""
    for principal in account.principals.values():
        if principal.client == client:
            if hmac.compare_digest(secret, principal.secret):
                return principal.object
            raise PermissionError("AADSTS7000215: Invalid client secret provided.")
    raise PermissionError(_UNKNOWN.format(client))


def _by_assertion(world: World, client: str, form: Mapping[str, str]) -> str:
    """The object id of the identity that trusts who signed the assertion."""
    if form.get("client_assertion_type") != _BEARER:
        raise PermissionError("AADSTS50027: JWT token is invalid or malformed.")
    for rid, identity in world.all_of("microsoft.managedidentity/userassignedidentities"):
        if identity["properties"]["clientId"] == client:
            trusted = [one["properties"] for _, one in world.below(f"{rid.key}/federatedidentitycredentials")]
            check_assertion(world, form["client_assertion"], trusted)
            return str(identity["properties"]["principalId"])
    raise PermissionError(_UNKNOWN.format(client))


def _no(error: str, description: str) -> Answer:
    return Answer(
        401 if error == "invalid_client" else 400, {"error": error, "error_description": description}
    )
