"""What the Web App and its slot have in common: the container, the doors that are shut, the settings."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import pulumi
from pulumi_azure_native.managedidentity import UserAssignedIdentity
from pulumi_azure_native.web import (
    AppServicePlan,
    FileSystemHttpLogsConfigArgs,
    FtpsState,
    HttpLogsConfigArgs,
    ManagedServiceIdentityArgs,
    ManagedServiceIdentityType,
    SiteConfigArgs,
    SupportedTlsVersions,
)

from infra.azure import fingerprint
from infra.azure.place import Place
from infra.azure.platform_settings import PLATFORM_SETTINGS
from infra.contract import START_COMMAND, Variable


@dataclass(frozen=True)
class Site:
    """A site to be made: the app itself or its slot.

    Attributes:
        settings: The app settings by name, secret as a whole.
        after: What has to exist before Hasura can start with these settings.
    """

    place: Place
    plan: AppServicePlan
    identity: UserAssignedIdentity
    image: str
    subnet: pulumi.Output[str] | None
    settings: pulumi.Output[Mapping[str, str]]
    after: Sequence[pulumi.Resource]


class SiteArguments(TypedDict):
    """The arguments that `WebApp` and `WebAppSlot` share."""

    resource_group_name: pulumi.Output[str]
    location: str
    tags: Mapping[str, str]
    kind: str
    reserved: bool
    server_farm_id: pulumi.Output[str]
    https_only: bool
    client_affinity_enabled: bool
    public_network_access: str
    identity: ManagedServiceIdentityArgs
    key_vault_reference_identity: pulumi.Output[str]
    virtual_network_subnet_id: pulumi.Output[str] | None
    site_config: SiteConfigArgs


def site_arguments(site: Site) -> SiteArguments:
    """A container behind HTTPS that stays awake, answers WebSockets and is replaced when it is not healthy.

    Clients are not tied to instances: Hasura keeps nothing between two requests.
    """
    return {
        "resource_group_name": site.place.group,
        "location": site.place.region,
        "tags": site.place.tags,
        "kind": "app,linux,container",
        "reserved": True,
        "server_farm_id": site.plan.id,
        "https_only": True,
        "client_affinity_enabled": False,
        "public_network_access": "Enabled",
        "identity": ManagedServiceIdentityArgs(
            type=ManagedServiceIdentityType.USER_ASSIGNED, user_assigned_identities=[site.identity.id]
        ),
        "key_vault_reference_identity": site.identity.id,
        "virtual_network_subnet_id": site.subnet,
        "site_config": _config(site),
    }


def _config(site: Site) -> SiteConfigArgs:
    name, _, digest = site.image.partition("@")
    repository = name.rpartition(":")[0] or name
    # A registry of Azure's is asked with the app's identity; it needs the role AcrPull there.
    own_registry = repository.partition("/")[0].endswith(".azurecr.io")
    return SiteConfigArgs(
        # By digest alone: App Service takes a tag or a digest, and the digest cannot become another image.
        linux_fx_version=f"DOCKER|{repository}@{digest}",
        app_command_line=shlex.join(START_COMMAND),
        acr_use_managed_identity_creds=own_registry,
        acr_user_managed_identity_id=site.identity.client_id if own_registry else None,
        always_on=True,
        health_check_path="/healthz",
        http20_enabled=True,
        web_sockets_enabled=True,
        ftps_state=FtpsState.DISABLED,
        min_tls_version=SupportedTlsVersions.SUPPORTED_TLS_VERSIONS_1_3,
        scm_min_tls_version=SupportedTlsVersions.SUPPORTED_TLS_VERSIONS_1_3,
        remote_debugging_enabled=False,
    )


@dataclass(frozen=True)
class AppSettings:
    """Every app setting, and how to ask from outside whether they are in force.

    Attributes:
        values: The settings by name, secret as a whole.
        origin: The origin that stands for them, no secret; "" where Hasura cannot be asked.
    """

    values: pulumi.Output[Mapping[str, str]]
    origin: pulumi.Output[str]


def app_settings(
    environment: Sequence[Variable], references: Mapping[str, pulumi.Output[str]]
) -> AppSettings:
    """Every app setting: Hasura's environment, and what App Service itself reads.

    Secret as a whole: a setting that somebody adds by hand is then secret in the state too.
    """
    variables = sorted((*environment, *PLATFORM_SETTINGS), key=lambda variable: variable.name)
    values: dict[str, pulumi.Input[str]] = {
        variable.name: references.get(variable.name, variable.reveal()) for variable in variables
    }
    shown = {
        variable.name: references.get(variable.name, "" if variable.secret else variable.reveal())
        for variable in variables
    }
    origin = pulumi.Output.from_input("")
    if fingerprint.can_tell({variable.name: variable.reveal() for variable in environment}):
        # References hold the versions of secrets and no secret; the engine marks whatever comes from one.
        origin = pulumi.Output.unsecret(pulumi.Output.all(**shown).apply(fingerprint.origin_of))
        plain = str(values[fingerprint.ORIGINS])
        values[fingerprint.ORIGINS] = origin.apply(lambda mark: fingerprint.marked(plain, mark))
    return AppSettings(pulumi.Output.secret(pulumi.Output.all(**values)), origin)


def container_logs() -> HttpLogsConfigArgs:
    """What Hasura prints, kept on the app's own disk: else `az webapp log tail` shows nothing."""
    kept = FileSystemHttpLogsConfigArgs(enabled=True, retention_in_days=3, retention_in_mb=35)
    return HttpLogsConfigArgs(file_system=kept)
