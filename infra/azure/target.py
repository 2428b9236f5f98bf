"""The stack on Azure: its component, made from the settings, and its outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
from pulumi.runtime import invoke

from infra.azure.arguments import AzureWebAppArgs
from infra.azure.former_names import compose_urns_when_asked
from infra.azure.web_app import AzureWebApp
from infra.config.azure.database.address import host_of
from infra.config.azure.deployed import Deployed, read_deployed
from infra.config.azure.operation.prices import cost_of
from infra.config.settings import Settings
from infra.contract import Variable
from infra.preflight import check_changes, pull_unproved, way_back


def create(settings: Settings, environment: Sequence[Variable]) -> Mapping[str, pulumi.Input[str]]:
    """Create the component; returns its outputs, `url` among them and no secret.

    Raises:
        ProblemsError: Azure would refuse the change; nothing is created then.
    """
    compose_urns_when_asked()
    found = deployed()
    check_changes(settings.stack, found, settings.azure, settings.hasura_image)
    if words := way_back(settings.stack, found, settings.hasura_image, settings.azure.registry_id):
        pulumi.log.info(words)
    if words := pull_unproved(settings.stack, settings.hasura_image, settings.azure.registry_id):
        pulumi.log.warn(words)
    app = AzureWebApp("herm", arguments(settings, environment, found))
    _tell_what_is_left(settings, found)
    return {
        "url": app.url,
        "image": settings.hasura_image,
        "settings": app.settings,
        "appId": app.app_id,
        "identityId": app.identity_id,
        "vaultName": app.vault_name,
        "databaseHost": app.database_host,
        "privateNetwork": settings.azure.private_endpoint.network if settings.azure.private_endpoint else "",
        "allowedAddresses": ", ".join(settings.azure.allowed_addresses),
        "domain": _secured(settings, found),
        "tier": settings.azure.tier_name,
        "estimatedCost": cost_of(settings.azure.tier, database=settings.azure.database.managed),
    }


def _secured(settings: Settings, found: Deployed) -> str:
    """The API's own address, once it shows its certificate; "" before, and without one."""
    domain = settings.azure.domain
    return f"https://{domain}" if domain and domain == found.certified else ""


def _tell_what_is_left(settings: Settings, found: Deployed) -> None:
    """A certificate is made in one run and shown from the next on."""
    domain, stack = settings.azure.domain, settings.stack
    if domain and domain != found.certified:
        pulumi.log.info(f"{domain} gets its certificate now, and shows it after: pulumi up --stack {stack}")


def deployed() -> Deployed:
    """What of this stack is in Azure, from its own state."""
    found = invoke("pulumi:pulumi:readStackResourceOutputs", {"stackName": pulumi.get_stack()})
    return read_deployed((found.value or {}).get("outputs", {}).values())


def arguments(
    settings: Settings, environment: Sequence[Variable], found: Deployed | None = None
) -> AzureWebAppArgs:
    """The component's arguments."""
    return AzureWebAppArgs(
        stack=settings.stack,
        azure=settings.azure,
        image=settings.hasura_image,
        database_password=settings.database_password,
        database_host=host_of(settings.database_url),
        environment=environment,
        deployed=found or Deployed(),
    )
