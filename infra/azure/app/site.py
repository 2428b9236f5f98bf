"""What the Web App and its slot have in common: the container, and the doors that are shut."""

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

from infra.azure.app.access_restrictions import access_restrictions
from infra.azure.location import Location
from infra.config.images import azure_registry
from infra.contract import START_COMMAND


@dataclass(frozen=True)
class Site:
    """A site to be made: the app itself or its slot.

    Attributes:
        allowed: The ranges of addresses that may call; none where everybody may.
        is_public: Whether it answers on the Internet.
        settings: The app settings by name, secret as a whole.
        after: What has to exist before Hasura can start with these settings.
    """

    location: Location
    plan: AppServicePlan
    identity: UserAssignedIdentity
    image: str
    allowed: Sequence[str]
    is_public: bool
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
        "resource_group_name": site.location.group,
        "location": site.location.region,
        "tags": site.location.tags,
        "kind": "app,linux,container",
        "reserved": True,
        "server_farm_id": site.plan.id,
        "https_only": True,
        "client_affinity_enabled": False,
        "public_network_access": "Enabled" if site.is_public else "Disabled",
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
    own_registry = azure_registry(repository) != ""
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
        **access_restrictions(site.allowed),
    )


def container_logs() -> HttpLogsConfigArgs:
    """What Hasura prints, kept on the app's own disk: else `az webapp log tail` shows nothing."""
    kept = FileSystemHttpLogsConfigArgs(enabled=True, retention_in_days=3, retention_in_mb=35)
    return HttpLogsConfigArgs(file_system=kept)
