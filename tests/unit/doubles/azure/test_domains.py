"""Names of a user's own: what Azure wants before it binds one, and what keeps a certificate from going."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from doubles.azure.errors import ArmError
from doubles.azure.services.base import properties_of
from tests.support.arm import SUBSCRIPTION, Arm

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/herm"
WEB = f"{GROUP}/providers/Microsoft.Web"
PLAN, APP, FREE = f"{WEB}/serverfarms/plan", f"{WEB}/sites/hermapi", f"{WEB}/serverfarms/free"
HOST = "api.example.com"
BINDING, CERTIFICATE = f"{APP}/hostNameBindings/{HOST}", f"{WEB}/certificates/{HOST}"
PLACE = {"location": "swedencentral"}
UNBOUND = {"properties": {"siteName": "hermapi", "sslState": "Disabled"}}


def plan(sku: str) -> dict[str, Any]:
    """A plan of Linux machines."""
    return {**PLACE, "kind": "linux", "sku": {"name": sku}, "properties": {"reserved": True}}


def certificate(of_plan: str = PLAN) -> dict[str, Any]:
    """A managed certificate."""
    return {**PLACE, "properties": {"serverFarmId": of_plan, "canonicalName": HOST}}


@pytest.fixture
def arm(tmp_path: Path) -> Arm:
    """An app on a plan, and a Free plan beside it."""
    arm = Arm(tmp_path)
    for path, body in (
        (GROUP, PLACE),
        (PLAN, plan("P0v3")),
        (FREE, plan("F1")),
        (APP, {**PLACE, "kind": "app,linux,container", "properties": {"serverFarmId": PLAN}}),
    ):
        assert (refused := arm.put(path, body)) is None, refused
    return arm


def set_records(arm: Arm) -> None:
    """Give the name its two records."""
    app = properties_of(arm.world.find(APP))
    arm.happens("dns", f"asuid.{HOST}", {"TXT": app["customDomainVerificationId"]})
    arm.happens("dns", HOST, {"CNAME": app["defaultHostName"]})


def said(refused: ArmError | None) -> str:
    """What a refusal says."""
    assert refused is not None
    return str(refused)


def test_name_is_bound_once_dns_says_whose_it_is(arm: Arm) -> None:
    """Without the TXT record, then without the CNAME, it is refused in Azure's words."""
    app = properties_of(arm.world.find(APP))
    identity = app["customDomainVerificationId"]
    assert said(arm.put(BINDING, UNBOUND)) == (
        f"A TXT record pointing from asuid.{HOST} to {identity} was not found."
    )
    arm.happens("dns", f"asuid.{HOST}", {"TXT": identity})
    assert "A CNAME record pointing from api.example.com" in said(arm.put(BINDING, UNBOUND))
    arm.happens("dns", HOST, {"CNAME": "hermapi.azurewebsites.net"})
    assert arm.put(BINDING, UNBOUND) is None


def test_certificate_comes_after_the_name_and_goes_after_it(arm: Arm) -> None:
    """A name without a certificate shows none; one that is shown does not go."""
    set_records(arm)
    assert "requires hostname api.example.com" in said(arm.put(CERTIFICATE, certificate()))
    shown = {"properties": {"siteName": "hermapi", "sslState": "SniEnabled", "thumbprint": "A" * 40}}
    assert "was not found" in said(arm.put(BINDING, shown))
    assert arm.put(BINDING, UNBOUND) is None
    assert arm.put(CERTIFICATE, certificate()) is None
    shown["properties"]["thumbprint"] = properties_of(arm.world.find(CERTIFICATE))["thumbprint"]
    assert arm.put(BINDING, shown) is None
    assert "is in use by the hostname" in said(arm.delete(CERTIFICATE))
    assert arm.delete(BINDING) is None
    assert arm.delete(CERTIFICATE) is None


def test_free_and_shared_plans_have_neither(arm: Arm) -> None:
    """A Free plan takes no names of one's own, and neither has certificates."""
    set_records(arm)
    assert "not supported in the tier 'Free'" in said(arm.put(CERTIFICATE, certificate(FREE)))
    assert arm.put(FREE, plan("D1")) is None
    assert "not supported in the tier 'Shared'" in said(arm.put(CERTIFICATE, certificate(FREE)))
    assert arm.put(PLAN, plan("F1")) is None
    assert "not allowed for sites in the Free tier" in said(arm.put(BINDING, UNBOUND))


def test_name_belongs_to_one_app(arm: Arm) -> None:
    """Another app cannot have it too."""
    set_records(arm)
    assert arm.put(BINDING, UNBOUND) is None
    other = f"{WEB}/sites/another"
    site = {**PLACE, "kind": "app,linux,container", "properties": {"serverFarmId": PLAN}}
    assert arm.put(other, site) is None
    assert "already exists" in said(arm.put(f"{other}/hostNameBindings/{HOST}", UNBOUND))
