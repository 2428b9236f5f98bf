"""What Azure would answer for each resource of the prod graph: an ARM id and the outputs that only it knows.

A double: it validates nothing. The rehearsal runs the same program against an emulator that does.
"""

from __future__ import annotations

from typing import Any

from pulumi.runtime import mocks

GROUP = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/herm"

IDENTITY = {
    "principalId": "00000000-0000-4000-8000-0000000000aa",
    "clientId": "00000000-0000-4000-8000-0000000000bb",
    "tenantId": "00000000-0000-4000-8000-0000000000cc",
}
"""What the app's identity has."""

_OUTPUTS: dict[str, dict[str, Any]] = {"azure-native:managedidentity:UserAssignedIdentity": IDENTITY}
_NAMES = (
    "resourceGroupName",
    "vaultName",
    "secretName",
    "serverName",
    "privateZoneName",
    "roleAssignmentName",
    "name",
)


def azure_state(args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
    """An id below the resource group, the inputs, the physical name, and what the type's service adds."""
    name = next((args.inputs[key] for key in _NAMES if key in args.inputs), args.name)
    outputs = {**args.inputs, "name": name, **_OUTPUTS.get(args.typ, {})}
    if args.typ == "azure-native:resources:ResourceGroup":
        return GROUP, {**outputs, "name": args.inputs["resourceGroupName"]}
    if args.typ == "azure-native:keyvault:Secret":
        uri = f"https://{args.inputs['vaultName']}.vault.azure.net/secrets/{args.inputs['secretName']}"
        outputs["properties"] = {"secretUri": uri, "secretUriWithVersion": f"{uri}/0123456789"}
    if args.typ in ("azure-native:web:WebApp", "azure-native:web:WebAppSlot"):
        # A list of ids going in, a map of ids coming out.
        identity = args.inputs["identity"]
        outputs["identity"] = {**identity, "userAssignedIdentities": {GROUP: {}}}
    if args.typ == "azure-native:keyvault:Vault":
        outputs["name"] = args.inputs["vaultName"]
    return f"{GROUP}/providers/{args.typ}/{args.name}", outputs
