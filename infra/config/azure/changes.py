"""What Azure refuses to change, found before anything is sent: the state is compared with the settings."""

from __future__ import annotations

from collections.abc import Iterator

from infra.config.azure.access.domain import domain_refused
from infra.config.azure.database.administrators import administrators_refused
from infra.config.azure.database.machines import NO_NEW_STANDBY, database_tier
from infra.config.azure.database.role import role_refused
from infra.config.azure.database.sizes import denied
from infra.config.azure.deployed import Deployed, DeployedServer
from infra.config.azure.plans import PLANS
from infra.config.azure.settings import AzureSettings
from infra.config.commands import remove_command, set_command
from infra.config.images import release_of, tag_of
from infra.config.schema import PREFIX
from infra.problems import Problem


def changes_refused(stack: str, deployed: Deployed, azure: AzureSettings, image: str) -> Iterator[Problem]:
    """Every change of what is deployed that Azure would refuse or spoil, or that a person must decide."""
    yield from _older_hasura(deployed, azure, image)
    yield from domain_refused(stack, deployed, azure.domain, azure.host, azure.confirmed)
    if azure.database.managed:
        there = deployed.server.name if deployed.server else ""
        yield from role_refused(stack, there, azure.names.server, azure.database.role)
        yield from _standby(stack, deployed.server, azure)
        if deployed.server and deployed.server.name == azure.names.server:
            yield from administrators_refused(stack, deployed, azure.database.administrators)
            yield from _created_once(stack, deployed.server, azure)
            yield from _version(stack, deployed.server, azure)
            yield from _two_at_once(stack, deployed.server, azure)
    plan = PLANS.get(azure.tier.plan_sku)
    if deployed.slot and plan and not plan.slots:
        reason = (
            f"goes, and the plan becomes {azure.tier.plan_sku}, which takes no slots: Azure wants the "
            "slot gone first"
        )
        first = set_command(stack, "override.planSku", deployed.plan_sku)
        last = f"{remove_command(stack, 'override.planSku')} && pulumi up --stack {stack}"
        yield Problem(f"{PREFIX}slot", reason, f"{first} && pulumi up --stack {stack}\n    then: {last}")


def _older_hasura(deployed: Deployed, azure: AzureSettings, image: str) -> Iterator[Problem]:
    before, after = release_of(deployed.hasura), release_of(tag_of(image))
    words = f"go back from {deployed.hasura} to {tag_of(image)}"
    if not before or not after or after >= before or azure.confirmed.holds(words):
        return
    reason = (
        f"goes back from {deployed.hasura} to {tag_of(image)}: an older Hasura refuses metadata that a "
        "newer one has "
        "changed, and cannot be started then"
    )
    remedy = (
        "only where both have the same catalog version (the docs of Hasura's releases tell), or after "
        f"graphql-engine downgrade from inside the network: {azure.confirmed.command(words)}"
    )
    yield Problem(f"{PREFIX}hasuraImage", reason, remedy)


def _created_once(stack: str, server: DeployedServer, azure: AzureSettings) -> Iterator[Problem]:
    tier = azure.tier
    if server.geo_backup != tier.geo_backup:
        reason = (
            f"wants {'a' if tier.geo_backup else 'no'} copy of the backups in another region; that is "
            "chosen when a "
            f"server is made, and {server.name} was made {'with' if server.geo_backup else 'without'} one"
        )
        value = str(server.geo_backup).lower()
        yield _override(stack, "geoBackup", reason, value)
    if server.private != (azure.database.network == "private"):
        kept = "private" if server.private else "public"
        reason = (
            f"is {azure.database.network}, and {server.name} was made {kept}: a server cannot move into a "
            "network or out of it"
        )
        yield Problem(f"{PREFIX}network", reason, set_command(stack, "network", kept))
    if "database_storage_gb" in azure.overridden and tier.database_storage_gb < server.storage_gb:
        reason = (
            f"is {tier.database_storage_gb}, and the disk has {server.storage_gb} GiB: a disk never shrinks"
        )
        path = "override.databaseStorageGb"
        yield Problem(f"{PREFIX}{path}", reason, remove_command(stack, path))


def _version(stack: str, server: DeployedServer, azure: AzureSettings) -> Iterator[Problem]:
    wanted = azure.database.version
    if wanted < server.version:
        reason = f"is {wanted}, and {server.name} has PostgreSQL {server.version}: it cannot go back"
        keep = set_command(stack, "databaseVersion", str(server.version))
        yield Problem(f"{PREFIX}databaseVersion", reason, keep)
    words = f"upgrade {server.name} to PostgreSQL {wanted}"
    if wanted > server.version and not azure.confirmed.holds(words):
        reason = (
            f"is {wanted}, and {server.name} has PostgreSQL {server.version}: Azure would upgrade it at "
            "once, with "
            "minutes of downtime and no way back but a restore"
        )
        backup = f"az postgres flexible-server backup create -g {azure.names.resource_group} -n {server.name}"
        remedy = f"{backup} -b before-{wanted} && {azure.confirmed.command(words)}"
        yield Problem(f"{PREFIX}databaseVersion", reason, remedy)


def _standby(stack: str, server: DeployedServer | None, azure: AzureSettings) -> Iterator[Problem]:
    wanted = f"new standby in another zone of {azure.region}"
    there = server is not None and server.high_availability == "ZoneRedundant"
    if azure.tier.high_availability != "ZoneRedundant" or azure.region not in NO_NEW_STANDBY or there:
        return
    if not azure.confirmed.holds(wanted):
        path = "override.highAvailability"
        yield Problem(PREFIX + path, *denied(wanted, set_command(stack, path, "SameZone"), azure.confirmed))


def _two_at_once(stack: str, server: DeployedServer, azure: AzureSettings) -> Iterator[Problem]:
    """Azure loses one of two such changes, or refuses both."""
    tier, up = azure.tier, f"pulumi up --stack {stack}"
    grows = "database_storage_gb" in azure.overridden and tier.database_storage_gb > server.storage_gb
    if grows and tier.backup_days != server.backup_days:
        reason = "changes together with the disk, and Azure would lose it without a word: one after the other"
        first = set_command(stack, "override.backupDays", str(server.backup_days))
        path = f"{PREFIX}override.backupDays"
        yield Problem(
            path,
            reason,
            f"{first} && {up}; then {set_command(stack, 'override.backupDays', str(tier.backup_days))}",
        )
    leaves = database_tier(server.sku) == "Burstable" != database_tier(tier.database_sku)
    if leaves and tier.high_availability != server.high_availability:
        reason = f"changes together with the machine, which leaves {server.sku}: Azure refuses both at once"
        path = "override.highAvailability"
        first = set_command(stack, path, server.high_availability)
        then = set_command(stack, path, tier.high_availability)
        yield Problem(f"{PREFIX}{path}", reason, f"{first} && {up}; then {then}")


def _override(stack: str, name: str, reason: str, value: str) -> Problem:
    path = f"override.{name}"
    return Problem(f"{PREFIX}{path}", reason, set_command(stack, path, value))
