"""Every address that the emulator answers, as one table: the first row that fits is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from starlette.routing import compile_path

from doubles.azure import operations
from doubles.azure.data import blob_access, blob_lists, blobs, keys, secrets
from doubles.azure.errors import ArmError
from doubles.azure.hosts import BLOB_DOMAIN, LOGIN_HOST, MANAGEMENT_HOST, SITE_DOMAIN, VAULT_DOMAIN
from doubles.azure.planes import arm, events, github, graph, inspection, login, scopes, sites
from doubles.azure.services import keyvault, storage
from doubles.azure.services.web import site_config
from doubles.azure.world import Answer, Call, World

Handler = Callable[[World, Call], Answer]
Guard = Callable[[World, Call], dict[str, Any]]
"""Who calls, as the claims of a token; refuses a call that may not be made."""


@dataclass(frozen=True)
class Route:
    """One row.

    Attributes:
        methods: HTTP's methods, parted by spaces; `*` for all.
        pattern: The path, whatever its case; behind `//` the host and the path.
        answer: Who answers.
        guard: Who is let in.
    """

    methods: str
    pattern: re.Pattern[str]
    answer: Handler
    guard: Guard


def _row(methods: str, path: str, answer: Handler, guard: Guard) -> Route:
    return Route(methods, re.compile(compile_path(path)[0].pattern, re.IGNORECASE), answer, guard)


def _anyone(world: World, call: Call) -> dict[str, Any]:
    """What is told before anybody can have signed in."""
    del world, call
    return {}


_VAULT = f"//{{vault}}.{VAULT_DOMAIN}"
_KEY = _VAULT + "/keys/{key}"
_CONTAINER = f"//{{account}}.{BLOB_DOMAIN}/{{container}}"
_APP = f"//{{site}}.{SITE_DOMAIN}"
_SUBSCRIPTION = "/subscriptions/{subscription}"
_STORAGE = _SUBSCRIPTION + "/providers/Microsoft.Storage"
_SITE = "/{app:path}/config/configreferences/appsettings"
_ROLES = "/{scope:path}/Microsoft.Authorization/roleDefinitions"
_DELETED_VAULTS = "/{scope:path}/deletedVaults"

ROUTES = (
    _row("GET", _VAULT + "/secrets", secrets.names, secrets.guard),
    _row("GET", _VAULT + "/secrets/{secret}/versions", secrets.versions, secrets.guard),
    _row("GET", _VAULT + "/secrets/{secret}", secrets.read, secrets.guard),
    _row("GET", _VAULT + "/secrets/{secret}/{version}", secrets.read, secrets.guard),
    _row("PUT", _VAULT + "/secrets/{secret}", secrets.write, secrets.guard),
    _row("DELETE", _VAULT + "/secrets/{secret}", secrets.delete, secrets.guard),
    _row("GET", _VAULT + "/deletedsecrets", secrets.deleted_names, secrets.guard),
    _row("GET", _VAULT + "/deletedsecrets/{secret}", secrets.deleted, secrets.guard),
    _row("DELETE", _VAULT + "/deletedsecrets/{secret}", secrets.purge, secrets.guard),
    _row("POST", _VAULT + "/deletedsecrets/{secret}/recover", secrets.recover, secrets.guard),
    _row("GET", _VAULT + "/keys", keys.names, keys.guard),
    _row("GET", _KEY + "/versions", keys.versions, keys.guard),
    _row("GET", _KEY, keys.read, keys.guard),
    _row("GET", _KEY + "/{version}", keys.read, keys.guard),
    _row("POST", _KEY + "/create", keys.create, keys.guard),
    _row("POST", _KEY + "//{operation}", keys.use, keys.guard),
    _row("POST", _KEY + "/{version}/{operation}", keys.use, keys.guard),
    _row("GET", _CONTAINER, blob_lists.blobs, blob_access.guard),
    _row("GET HEAD", _CONTAINER + "/{blob:path}", blobs.read, blob_access.guard),
    _row("PUT", _CONTAINER + "/{blob:path}", blobs.write, blob_access.guard),
    _row("DELETE", _CONTAINER + "/{blob:path}", blobs.delete, blob_access.guard),
    _row("GET", _APP + "/healthz", sites.health, _anyone),
    _row("GET", _APP + "/v1/version", sites.version, _anyone),
    _row("POST", _APP + "/v1/graphql", sites.graphql, _anyone),
    _row("POST", _APP + "/v1/metadata", sites.metadata, _anyone),
    _row("POST", _APP + "/v2/query", sites.run_sql, _anyone),
    _row("OPTIONS", _APP + "/{path:path}", sites.preflight, _anyone),
    _row("GET", "/_rehearsal/app", inspection.app, inspection.guard),
    _row("GET PUT", "/_rehearsal/faults", inspection.faults, inspection.guard),
    _row("GET PUT", "/_rehearsal/throttle", inspection.throttle, inspection.guard),
    _row("PUT", "/_rehearsal/events", events.happen, inspection.guard),
    _row("GET", "/_rehearsal/resources", inspection.resources, inspection.guard),
    _row("GET", "/_rehearsal/password", inspection.password, inspection.guard),
    _row("PUT", "/_rehearsal/clock", inspection.clock, inspection.guard),
    _row("*", "/_rehearsal/{what:path}", inspection.unknown, inspection.guard),
    _row("GET", "/_github/{owner}/{repository}/{environment}", github.vouch, github.guard),
    _row("GET", f"//{LOGIN_HOST}/common/discovery/instance", login.instance_discovery, _anyone),
    _row("GET", "/v1.0/me", graph.me, arm.signed_in),
    _row("GET", "/metadata/endpoints", login.metadata, _anyone),
    _row("GET", "/{tenant}/.well-known/openid-configuration", login.openid, _anyone),
    _row("GET", "/{tenant}/{version}/.well-known/openid-configuration", login.openid, _anyone),
    _row("POST", "/{tenant}/oauth2/token", login.token, _anyone),
    _row("POST", "/{tenant}/oauth2/{version}/token", login.token, _anyone),
    _row("GET", "/{scope:path}/azureAsyncOperation/{number}", operations.status, arm.signed_in),
    _row("GET", "/{scope:path}/operationResults/{number}", operations.result, arm.signed_in),
    _row("GET", "/tenants", scopes.tenants, arm.guard),
    _row("GET", "/subscriptions", scopes.subscriptions, arm.guard),
    _row("GET", _SUBSCRIPTION, scopes.subscription, arm.guard),
    _row("GET", _SUBSCRIPTION + "/locations", scopes.locations, arm.guard),
    _row("GET", _SUBSCRIPTION + "/providers", scopes.providers, arm.guard),
    _row("GET", _SUBSCRIPTION + "/providers/{namespace}", scopes.provider, arm.guard),
    _row("POST", _SUBSCRIPTION + "/providers/{namespace}/register", scopes.register_provider, arm.guard),
    _row("POST", _STORAGE + "/checkNameAvailability", storage.check_name, arm.guard),
    _row("GET", _SUBSCRIPTION + "/resourceGroups", scopes.groups, arm.guard),
    _row("GET", _SUBSCRIPTION + "/resources", scopes.resources, arm.guard),
    _row("GET", _SUBSCRIPTION + "/resourceGroups/{group}/resources", scopes.resources, arm.guard),
    _row("GET", _ROLES, scopes.role_definitions, arm.guard),
    _row("GET", _ROLES + "/{number}", scopes.role_definition, arm.guard),
    _row("GET", _SITE, site_config.reference_statuses, arm.guard),
    _row("POST", _SITE + "/refresh", site_config.refresh_references, arm.guard),
    _row("GET", _SITE + "/{name}", site_config.reference_status, arm.guard),
    _row("GET", _DELETED_VAULTS, keyvault.deleted_vaults, arm.guard),
    _row("GET", _DELETED_VAULTS + "/{vault}", keyvault.deleted_vault, arm.guard),
    _row("POST", _DELETED_VAULTS + "/{vault}/purge", keyvault.purge_vault, arm.guard),
    _row("POST", "/{resource:path}/{action}", arm.act, arm.guard),
    _row("GET HEAD", "/{resource:path}", arm.read, arm.guard),
    _row("PUT PATCH", "/{resource:path}", arm.write, arm.guard),
    _row("DELETE", "/{resource:path}", arm.remove, arm.guard),
    _row("*", "/{resource:path}", arm.refuse_method, arm.guard),
)


def route(world: World, call: Call) -> Answer:
    """Answer one request.

    Raises:
        ArmError: The request is refused.
    """
    arm = ("127.0.0.1", "localhost", MANAGEMENT_HOST)
    place = call.path if call.host in arm else f"//{call.host}{call.path}"
    for row in ROUTES:
        found = row.pattern.match(place)
        if found and (row.methods == "*" or call.method in row.methods.split()):
            named = replace(call, names=found.groupdict())
            return row.answer(world, replace(named, caller=row.guard(world, named)))
    raise ArmError(404, "NotFound", f"'{call.method} {place}' is not served.")
