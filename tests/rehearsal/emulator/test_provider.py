"""The double knows what the SDK says, and fails as the real provider does."""

from __future__ import annotations

import importlib
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cli.private_file import write_private
from cli.stack.engine import Engine, engine_environment
from doubles.azure_native import install
from doubles.azure_native.catalogue import KINDS
from doubles.session import Rehearsal
from infra.provider_packages import load_part_by_part
from machine.engine import ensure
from tests.rehearsal.attached import double, list_of_packages
from tests.rehearsal.clouds import asker, register
from tests.support.paths import ROOT

IMPATIENT = {"HERM_REHEARSAL_WAIT_SCALE": "0.001"}
"""The double waits a thousandth of what azure-native waits."""

PROGRAM = """
import pulumi
from infra.provider_packages import load_part_by_part
load_part_by_part()
from pulumi_azure_native.network import AddressSpaceArgs, VirtualNetwork
from pulumi_azure_native.resources import ResourceGroup
from pulumi_azure_native.web import AppServicePlan, SkuDescriptionArgs, WebApp, WebAppApplicationSettings

group = ResourceGroup("g", resource_group_name="outage", location="westeurope")
plan = AppServicePlan("p", name="plan", resource_group_name=group.name, kind="linux", reserved=True,
                      sku=SkuDescriptionArgs(name="P1v3"))
app = WebApp("a", name="outageapp", resource_group_name=group.name, server_farm_id=plan.id)
WebAppApplicationSettings("s", name=app.name, resource_group_name=group.name,
                          properties=pulumi.Output.secret({"PLAIN": "1", "TOKEN": "hush-hush"}))
VirtualNetwork("n", virtual_network_name="net", resource_group_name=group.name,
               address_space=AddressSpaceArgs(address_prefixes=["10.0.0.0/16"]))
pulumi.export("id", app.id)
"""


@pytest.mark.parametrize("token", KINDS)
def test_the_table_agrees_with_the_sdk(token: str) -> None:
    """API version and the names of the inputs in the path are those of the installed SDK."""
    load_part_by_part()
    module, name = token.split(":")
    resource = getattr(importlib.import_module(f"pulumi_azure_native.{module}"), name)
    source = Path(inspect.getsourcefile(resource) or "").read_text(encoding="utf-8")
    kind = KINDS[token]
    assert re.search(rf"Uses Azure REST API version {re.escape(kind.version)}\.\s", source)
    inputs = set(re.findall(r'@pulumi\.getter\(name="(\w+)"\)', source)) | {"name", "scope", "slot"}
    assert set(kind.names) - {"subscriptionId"} <= inputs


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def engine(cloud: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The real engine with a small program, as the owner of the subscription; it starts the double."""
    register(asker(cloud))
    place = tmp_path_factory.mktemp("program")
    tools = ensure(print)
    home, state = place / "home", place / "state"
    state.mkdir()
    install(home)
    (place / "Pulumi.yaml").write_text("name: outage\nruntime: python\n", encoding="utf-8")
    (place / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    write_private(place / "passphrase", "of this test alone")
    environment = engine_environment(
        tools,
        home=home,
        backend=state.as_uri(),
        passphrase_file=place / "passphrase",
        python=Path(sys.prefix),
    )
    # The program loads what it uses, as prod's does.
    found = os.pathsep.join([str(ROOT), list_of_packages(place / "packages")["PYTHONPATH"]])
    made = Engine(place, {**cloud.env("owner"), **environment, "PYTHONPATH": found, **IMPATIENT})
    assert made.attempt("stack", "init", "prod").returncode == 0
    return made


@pytest.fixture(scope="module")
def pulumi(engine: Engine) -> Iterator[Run]:
    """The engine's runs, one after the other with the same double."""
    environment = {name: value for name, value in engine.environment.items() if value is not None}
    with double(environment) as shared:
        yield replace(engine, environment={**engine.environment, **shared}).attempt


def up(pulumi: Run) -> subprocess.CompletedProcess[str]:
    """Deploy."""
    return pulumi("up", "--yes", "--skip-preview", "--suppress-outputs")


def test_double_that_an_engine_starts_says_what_it_is(engine: Engine) -> None:
    """Whoever reads a run learns that Pulumi's own provider was not in it."""
    done = engine.attempt("preview")
    assert done.returncode == 0, done.stdout
    assert "double of azure-native" in done.stdout


@pytest.mark.parametrize("mode", ["500", "429", "drop", "lost"])
def test_one_failed_request_is_retried(cloud: Rehearsal, pulumi: Run, mode: str) -> None:
    """Whatever way a single write fails, the run goes on and nothing is made twice."""
    assert pulumi("destroy", "--yes", "--skip-preview").returncode == 0
    cloud.set_fault(2, mode, writes=True)
    done = up(pulumi)
    assert done.returncode == 0, done.stdout
    assert cloud.fault_state()["fired"] == 1


def test_a_longer_outage_fails_clearly_and_the_next_run_converges(cloud: Rehearsal, pulumi: Run) -> None:
    """When all retries fail, the request and the reason are named; the next run finishes the work."""
    assert pulumi("destroy", "--yes", "--skip-preview").returncode == 0
    cloud.set_fault(1, "500", times=4, writes=True, path="/serverfarms/")
    failed = up(pulumi)
    assert failed.returncode != 0
    assert 'Status=500 Code="InternalServerError"' in failed.stdout
    cloud.set_fault(0)
    assert up(pulumi).returncode == 0
    assert pulumi("preview", "--refresh", "--expect-no-changes").returncode == 0


def test_a_secret_added_by_hand_is_not_plain_after_a_refresh(cloud: Rehearsal, pulumi: Run) -> None:
    """A map that is secret as a whole stays so over a refresh, hand-made settings included.

    Neither azure-native nor its double takes secrets: it is the engine that marks what it gets back.
    """
    assert up(pulumi).returncode == 0

    app = "resourceGroups/outage/providers/Microsoft.Web/sites/outageapp"
    settings = {"PLAIN": "1", "TOKEN": "hush-hush", "BY_HAND": "hand-made-secret"}
    assert asker(cloud)("PUT", f"{app}/config/appsettings", {"properties": settings}).status_code == 200
    assert pulumi("refresh", "--yes", "--skip-preview").returncode == 0
    shown = pulumi("stack", "export", "--show-secrets").stdout
    assert "BY_HAND" in shown
    exported = pulumi("stack", "export").stdout
    for value in ("hand-made-secret", "hush-hush"):
        assert value not in exported


def test_a_resource_that_was_taken_but_not_read_back_is_not_lost(cloud: Rehearsal, pulumi: Run) -> None:
    """When the read after a create fails for good, that is a warning: the state knows the resource."""
    assert pulumi("destroy", "--yes", "--skip-preview").returncode == 0
    # Metadata, discovery, token, the group's GET and its PUT come first; then its read fails four times.
    cloud.set_fault(6, "500", times=4)
    done = up(pulumi)
    assert done.returncode == 0, done.stdout
    assert cloud.fault_state()["fired"] == 4
    assert "Failed to read resource after Create" in done.stdout
    assert pulumi("preview", "--refresh", "--expect-no-changes").returncode == 0


def test_an_operation_that_cannot_be_followed_is_not_lost(cloud: Rehearsal, pulumi: Run) -> None:
    """When polling fails for good, the run fails, and the next one goes on with what was begun."""
    assert pulumi("destroy", "--yes", "--skip-preview").returncode == 0
    cloud.set_fault(1, "500", times=4, path="azureAsyncOperation")
    failed = up(pulumi)
    assert failed.returncode != 0
    assert cloud.fault_state()["fired"] == 4
    assert "virtualNetworks/net" in pulumi("stack", "export").stdout
    done = up(pulumi)
    assert done.returncode == 0, done.stdout
    assert pulumi("preview", "--refresh", "--expect-no-changes").returncode == 0
