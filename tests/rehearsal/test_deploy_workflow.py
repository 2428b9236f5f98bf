"""docs/first-deployment.md and then the deploy job of `.github/workflows/deploy.yml`, as both really run.

The page is typed word for word; the job is run by act, signs in with what GitHub says of it, and keeps its
state in blobs and the key of its secrets in a vault. Not real: what first_deployment.py beside this names,
GitHub's runner, and the API behind the smoke check, which is the emulator's app at its own address.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from doubles.azure.access.roles import ROLES
from doubles.launch import start
from doubles.session import Rehearsal
from machine.cache import cache_root
from tests.rehearsal.first_deployment import Owner
from tests.rehearsal.github import known
from tests.support.api import api
from tests.support.workflows import ON_THE_HOST, build_act

JOB = ("push", "--job", "deploy", "--workflows", ".github/workflows/deploy.yml")


@pytest.fixture(scope="module")
def act(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program that runs workflows."""
    return build_act(tmp_path_factory.mktemp("act"))


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """A subscription in which nothing was done yet, and roles take a while."""
    cloud = start(tmp_path_factory.mktemp("azure") / "state", operation_seconds=0.1, role_seconds=15)
    yield cloud
    cloud.stop()


@pytest.fixture(scope="module")
def owner(tmp_path_factory: pytest.TempPathFactory, azure: Rehearsal) -> Owner:
    """Who has typed the page."""
    made = Owner(tmp_path_factory.mktemp("owner"), azure, cache_root().parent)
    made.type_page()
    return made


def test_page_gives_the_rights_that_the_rehearsals_begin_with(owner: Owner, azure: Rehearsal) -> None:
    """Three roles in the stack's group, one of them limited; one each at the state's account and vault."""
    client = owner.variables["AZURE_CLIENT_ID"]
    found = azure.resources()
    (deployer,) = [one for one in found if one.get("properties", {}).get("clientId") == client]
    given = [
        one["properties"]
        for one in found
        if one.get("properties", {}).get("principalId") == deployer["properties"]["principalId"]
        and one["type"].endswith("/roleAssignments")
    ]
    assert sorted((_place(one["scope"]), ROLES[one["roleDefinitionId"][-36:]].name) for one in given) == [
        ("herm", "Contributor"),
        ("herm", "Locks Contributor"),
        ("herm", "Role Based Access Control Administrator"),
        ("herm-keys", "Key Vault Crypto User"),
        ("hermstate", "Storage Blob Data Contributor"),
    ]
    (limited,) = [one["condition"] for one in given if one.get("condition")]
    page = (owner.folder / "docs/deployer-condition.txt").read_text(encoding="utf-8")
    assert limited.split() == page.split()


def test_page_leaves_github_closed_but_for_main(owner: Owner) -> None:
    """The environment takes deployments of one branch, and has four variables, none of them a secret."""
    environment = known(owner.github)["prod"]
    assert environment["branches"] == ["main"]
    assert sorted(environment["variables"]) == [
        "AZURE_CLIENT_ID",
        "AZURE_SUBSCRIPTION_ID",
        "AZURE_TENANT_ID",
        "PULUMI_BACKEND_URL",
    ]
    pushed = ["git", "-C", str(owner.folder), "show", "origin/main:Pulumi.prod.yaml"]
    text = subprocess.run(pushed, capture_output=True, text=True, check=True).stdout
    assert yaml.safe_load(text)["secretsprovider"].startswith("azurekeyvault://herm-keys-")


def test_page_can_be_typed_again(owner: Owner, azure: Rehearsal) -> None:
    """Nothing is made twice, and no secret changes."""
    before = {str(one["id"]) for one in azure.resources()}
    secret = owner.pulumi("config", "get", "herm:adminSecret", "--stack", "prod").stdout
    owner.type_page()
    assert {str(one["id"]) for one in azure.resources()} == before
    assert owner.pulumi("config", "get", "herm:adminSecret", "--stack", "prod").stdout == secret


def test_deploy_job_deploys_and_checks(act: Path, azure: Rehearsal, owner: Owner) -> None:
    """Prepare, deploy, smoke check: the app is there with its environment, and is what answers."""
    # Here a role is heeded by the emulator's clock; the program would wait by this machine's.
    owner.pulumi("config", "set", "herm:roleSeconds", "0", "--stack", "prod")
    done = _run(act, owner)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Success - Main") == 4
    app = azure.app(owner.pulumi("stack", "output", "appId", "--stack", "prod").stdout.strip())
    assert set(app["references"].values()) == {"Resolved"}
    assert "version v2.50.3 and the settings that were deployed" in done.stdout + done.stderr
    for name in ("adminSecret", "databasePassword"):
        secret = owner.pulumi("config", "get", f"herm:{name}", "--stack", "prod").stdout.strip()
        assert len(secret) > 30
        assert secret not in done.stdout + done.stderr
    asked = {entry["host"].split(":")[0].partition(".")[2] for entry in azure.request_log()}
    assert {"blob.core.rehearsal.test", "vault.rehearsal.test"} <= asked


def test_unprotected_api_fails_the_job(act: Path, owner: Owner) -> None:
    """A deployment that lets strangers in is not a success."""
    version, data = json.dumps({"version": "v2.50.3"}), json.dumps({"data": {}})
    with api([200], data, version) as deployed:
        done = _run(act, owner, deployed)
    assert done.returncode != 0
    assert "is not protected" in done.stdout + done.stderr


def _place(scope: str) -> str:
    """The name at the end of a scope, without what is random in it."""
    return re.sub(r"-?[0-9a-f]{8}$", "", scope.rsplit("/", 1)[1])


def _run(act: Path, owner: Owner, deployed: str = "") -> subprocess.CompletedProcess[str]:
    given = {
        "env": {**owner.job_environment(), "XDG_CACHE_HOME": str(cache_root().parent.parent)},
        "var": {**owner.variables, "API_URL": deployed},
    }
    options = []
    for kind, entries in given.items():
        file = owner.folder.parent / f"act.{kind}"
        text = "".join(f"{name}={value}\n" for name, value in entries.items())
        file.write_text(text, encoding="utf-8")
        file.chmod(0o600)
        options += [f"--{kind}-file", str(file)]
    # act copies the clone into its cache and leaves the copy there; the job still finds the real cache.
    own = owner.folder.parent / "act"
    try:
        return subprocess.run(
            [str(act), *JOB, *ON_THE_HOST, *options],
            cwd=owner.folder,
            env={
                **os.environ,
                "XDG_CONFIG_HOME": str(own),
                "XDG_CACHE_HOME": str(own),
            },  # nobody's credentials
            capture_output=True,
            text=True,
            check=False,
            timeout=850,  # a job on a busy machine; below what any test has
        )
    finally:
        shutil.rmtree(own, ignore_errors=True)
