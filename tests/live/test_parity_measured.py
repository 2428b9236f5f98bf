"""Parity measured, not assumed: what dev's container has and what prod's app would get, value by value."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import pytest

from cli.paths import PROD
from infra.azure.app.fingerprint import ORIGINS, unmarked
from infra.azure.app.platform_settings import PLATFORM_SETTINGS
from infra.config.settings import parse
from infra.contract import Variable, environment
from infra.parity import compare
from tests.rehearsal.prepared import prepared
from tests.rehearsal.prod import UP, Prod
from tests.support.clones import Clone

Environment = dict[str, str]
_PLATFORM = {variable.name for variable in PLATFORM_SETTINGS}


@pytest.fixture(scope="module")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prod]:
    """Prod as a fresh clone describes it, deployed to a cloud of its own."""
    with prepared(tmp_path_factory.mktemp("prod")) as stack:
        stack.workspace.run(*UP)
        yield stack


def of_container(clone: Clone) -> Environment:
    """What Docker gives the running container, without what its image brings along."""
    container = clone.container("hasura")
    image = subprocess.run(
        ["docker", "image", "inspect", container["Image"], "--format", "{{json .Config.Env}}"],
        capture_output=True,
        text=True,
        check=True,
    )
    own = set(container["Config"]["Env"]) - set(json.loads(image.stdout) or [])
    return {name: value for name, _, value in (entry.partition("=") for entry in own)}


def of_settings(stack: str, settings: dict[str, str]) -> dict[str, Variable]:
    """What the contract says."""
    return {variable.name: variable for variable in environment(parse(stack, settings))}


def test_both_have_what_the_contract_says_and_differ_where_it_says(clone: Clone, prod: Prod) -> None:
    """Name by name, value by value: equal, or in the contract's list of differences, and no longer list."""
    ours = of_container(clone)
    theirs = prod.azure.effective_environment(prod.workspace.outputs(PROD)["appId"])
    assert {name for name in theirs if name in _PLATFORM} == _PLATFORM
    theirs = {name: value for name, value in theirs.items() if name not in _PLATFORM}
    # One more origin stands for the settings themselves, so that the smoke check can ask for it.
    assert unmarked(theirs[ORIGINS]) != theirs[ORIGINS]
    theirs[ORIGINS] = unmarked(theirs[ORIGINS])

    dev = of_settings("dev", clone.settings())
    azure = of_settings("prod", prod.settings.all)
    assert ours == {name: variable.reveal() for name, variable in dev.items()}
    assert theirs == {name: variable.reveal() for name, variable in azure.items()}

    rows = compare(dev.values(), azure.values())
    explained = {row.name for row in rows if row.reason}
    measured = {name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)}
    assert measured == explained


def test_no_reference_is_left_unresolved(prod: Prod) -> None:
    """Every secret reaches the app as its value, not as the reference that stands in the settings."""
    app = prod.azure.app(prod.workspace.outputs(PROD)["appId"])
    assert set(app["references"].values()) == {"Resolved"}
    assert not [name for name, value in app["environment"].items() if value.startswith("@Microsoft.KeyVault")]
