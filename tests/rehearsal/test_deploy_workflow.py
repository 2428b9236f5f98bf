"""docs/first-deployment.md and then the deploy job of `.github/workflows/deploy.yml`, as both really run.

The page is typed word for word; the job is run by act, signs in with what GitHub says of it, and keeps its
state in blobs and the key of its secrets in a vault. Not real: what first_deployment.py beside this names,
GitHub's runner, the API behind the smoke check, which is the emulator's app at its own address, and that
app's metadata API, which is a double too. An image with a project in it stands on a double of Hasura's image
that nothing starts; Docker, which builds and pushes it, and the registry are real.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import yaml

from doubles.azure.access.roles import ROLES
from doubles.launch import start
from doubles.session import Rehearsal
from infra.config.schema import schema
from machine.cache import cache_root
from machine.docker.client import docker
from machine.docker.engine import ensure_docker
from machine.images.derived import build
from tests.rehearsal.clouds import SITE
from tests.rehearsal.first_deployment import Owner
from tests.rehearsal.github import known
from tests.support.api import api
from tests.support.az import ensure_az, loaded
from tests.support.debian_registry import debian_registry
from tests.support.paths import ROOT
from tests.support.served import served
from tests.support.workflows import ON_THE_HOST, build_act
from tests.unit.cli.project.conftest import CONFIGURATION, is_whole, project_files
from tests.unit.cli.project.server import Server
from tests.unit.delivery.project_files import write

JOB = ("push", "--job", "deploy", "--workflows", ".github/workflows/deploy.yml")
PROJECT_PAGE = ROOT / "docs/project.md"
MANIFEST = {"Accept": "application/vnd.docker.distribution.manifest.v2+json"}


@dataclass(frozen=True)
class Image:
    """An image with a project in it.

    Attributes:
        printed: Its reference, with a tag and a digest, as the verb prints it.
        deploy: The command that deploys it, as the verb prints it.
    """

    printed: str
    deploy: str

    @property
    def name(self) -> str:
        """The repository and the tag."""
        return self.printed.partition("@")[0]

    @property
    def digest(self) -> str:
        """The digest."""
        return self.printed.partition("@")[2]

    @property
    def reference(self) -> str:
        """The repository and the digest, which is how the app names it."""
        return f"{self.name.rpartition(':')[0]}@{self.digest}"


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
def owner(tmp_path_factory: pytest.TempPathFactory, azure: Rehearsal) -> Iterator[Owner]:
    """Who has typed the page."""
    with loaded(ensure_az(cache_root().parent), {**os.environ, **azure.env("owner")}) as az:
        made = Owner(tmp_path_factory.mktemp("owner"), azure, az)
        made.type_page()
        yield made


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


@pytest.fixture(scope="module")
def server(azure: Rehearsal, owner: Owner) -> Iterator[Server]:
    """The metadata API of the app's Hasura, and a project for it in the owner's clone."""
    double = Server(
        secret=owner.pulumi("config", "get", "herm:adminSecret", "--stack", "prod").stdout.strip()
    )
    double.sources.append(
        {"name": "default", "kind": "postgres", "configuration": CONFIGURATION, "tables": []}
    )
    write(owner.folder / "project", project_files("a", "b", "c"))
    name, _, digest = str(schema()["hasuraImage"].default).partition("@")
    with served(double.handle) as address:
        azure.happens("image", f"{name.partition(':')[0]}@{digest}", {"api": address})
        yield double


def test_deploy_job_deploys_and_checks(act: Path, azure: Rehearsal, owner: Owner, server: Server) -> None:
    """The app has its environment and answers, its Hasura has the project, and no secret is told."""
    # Here a role is heeded by the emulator's clock; the program would wait by this machine's.
    owner.pulumi("config", "set", "herm:roleSeconds", "0", "--stack", "prod")
    done = _run(act, owner, PROJECT="api")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Success - Main") == 5
    assert is_whole(server)
    assert "Success - Main Project" in done.stdout
    assert "+ 1_a" in done.stdout + done.stderr  # the plan, for who looks at the job
    app = azure.app(owner.pulumi("stack", "output", "appId", "--stack", "prod").stdout.strip())
    assert set(app["references"].values()) == {"Resolved"}
    assert "version v2.50.3 and the settings that were deployed" in done.stdout + done.stderr
    for name in ("adminSecret", "databasePassword"):
        secret = owner.pulumi("config", "get", f"herm:{name}", "--stack", "prod").stdout.strip()
        assert len(secret) > 30
        assert secret not in done.stdout + done.stderr
    asked = {entry["host"].split(":")[0].partition(".")[2] for entry in azure.request_log()}
    assert {"blob.core.rehearsal.test", "vault.rehearsal.test"} <= asked


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a registry."""
    ensure_docker(print)  # on a fresh machine apt knows no package before
    with debian_registry(tmp_path_factory.mktemp("registry")) as address:
        yield address


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """A double of Hasura's image for migrations, which is never started."""
    ensure_docker(print)
    name = f"herm/double-of-cli-migrations:{uuid.uuid4().hex[:8]}"
    build({"Dockerfile": "FROM scratch\nCOPY double /\n", "double": "It is never started.\n"}, name)
    yield name
    docker("image", "rm", "--force", name)


@pytest.fixture(scope="module")
def image(owner: Owner, server: Server, registry: str, base: str) -> Iterator[Callable[[], Image]]:
    """Builds the owner's project as an image, as docs/project.md says."""
    del server  # with it is the project
    built: list[Image] = []

    def make() -> Image:
        command = "./herm project image YOURREGISTRY.azurecr.io/api"
        assert command in PROJECT_PAGE.read_text(encoding="utf-8")
        done = _typed(owner, f"{command} --base {base}".replace("YOURREGISTRY.azurecr.io", registry))
        (deploy,) = re.findall(r"^deploy it: (.+)$", done.stderr, re.MULTILINE)
        built.append(Image(done.stdout.strip(), deploy))
        return built[-1]

    yield make
    for one in built:
        docker("image", "rm", "--force", one.name)


def test_project_is_deployed_as_an_image_by_its_digest(
    azure: Rehearsal, owner: Owner, registry: str, image: Callable[[], Image]
) -> None:
    """Built, pushed, deployed by the printed command: the app names that digest, and the registry has it."""
    made = image()
    assert made.name.startswith(f"{registry}/api:v2.50.3.project-")
    said = _typed(owner, made.deploy).stdout
    former = schema()["hasuraImage"].default
    assert f"Hasura's image was {former}. Back to it: pulumi config set herm:hasuraImage {former} " in said
    assert _serving(azure) == made.reference
    manifest = httpx.get(f"http://{registry}/v2/api/manifests/{made.digest}", headers=MANIFEST)
    assert f"sha256:{hashlib.sha256(manifest.content).hexdigest()}" == made.digest


def test_image_that_fails_the_job_goes_back_by_the_jobs_command(
    act: Path, azure: Rehearsal, owner: Owner, image: Callable[[], Image]
) -> None:
    """A release that lets strangers in is red, and gets no project; its words bring the former digest back.

    The image is deployed by its setting alone, as a commit of Pulumi.prod.yaml does.
    """
    before = _serving(azure)
    write(owner.folder / "project", project_files("a", "b", "c", "d"))
    made = image()
    setting, _, _ = made.deploy.partition(" && ")
    _typed(owner, setting)
    version, data = json.dumps({"version": "v2.50.3"}), json.dumps({"data": {}})
    with api([200], data, version) as deployed:
        done = _run(act, owner, API_URL=deployed, PROJECT="api")
    said = re.sub(r"\x1b\[[\d;]*m", "", done.stdout + done.stderr)  # without the log's colours
    assert done.returncode != 0
    assert "is not protected" in said
    assert "Main Project" not in said
    assert _serving(azure) == made.reference != before
    (back,) = set(re.findall(r"Back to it: (.+)$", said, re.MULTILINE))
    _typed(owner, back)
    assert _serving(azure) == before


def _place(scope: str) -> str:
    """The name at the end of a scope, without what is random in it."""
    return re.sub(r"-?[0-9a-f]{8}$", "", scope.rsplit("/", 1)[1])


def _typed(owner: Owner, command: str) -> subprocess.CompletedProcess[str]:
    """Type a command into the owner's shell."""
    done = subprocess.run(
        ["bash", "-c", f'set -e\neval "$(./herm shell)"\n{command}'],
        cwd=owner.folder,
        env=owner.environment(PULUMI_OPTION_YES="true"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def _serving(azure: Rehearsal) -> str:
    """The image that the app's configuration names, once its container serves."""
    app_id = f"/subscriptions/{azure.endpoint.subscription}/{SITE}"
    deadline = time.monotonic() + 60
    while (app := azure.app(app_id))["starting"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert app["problem"] == ""
    named = str(app["config"]["linuxFxVersion"]).removeprefix("DOCKER|")
    assert app["serving"] == named
    return named


def _run(act: Path, owner: Owner, **variables: str) -> subprocess.CompletedProcess[str]:
    given = {
        "env": {**owner.job_environment(), "XDG_CACHE_HOME": str(cache_root().parent.parent)},
        "var": {**owner.variables, **variables},
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
