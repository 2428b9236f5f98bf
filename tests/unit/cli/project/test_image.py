"""`./herm project image`: what is in the image, under which name, and what is said when it cannot be made."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest

from delivery.folder.project import read_project
from delivery.image import image_files, image_key
from delivery.metadata.difference import difference
from infra.config.images import project_tag
from infra.config.settings import Settings
from tests.support.configurations import prod_problems, prod_settings
from tests.unit.cli.project.conftest import TABLES, migration
from tests.unit.cli.verbs import herm
from tests.unit.delivery.project_files import write

VERB = import_module("cli.verbs.project.image")
BASE = "hasura/graphql-engine:v2.50.3.cli-migrations-v3"
DIGEST = f"sha256:{'d' * 64}"
REPOSITORY = "yourregistry.azurecr.io/api"
TYPED = "YOURREGISTRY.azurecr.io/api"
MAY_PULL = 'pulumi config set herm:registryId "$(az acr show --name {} --query id --output tsv)" --stack prod'
HASURA = f"hasura/graphql-engine:v2.50.3@sha256:{'e' * 64}"


@pytest.fixture
def docker(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The docker commands that were run; a double of docker has the base and takes every push."""
    run: list[list[str]] = []

    def settings(stack: str) -> Settings:
        assert stack == "prod"
        return prod_settings(project=str(folder), hasuraImage=HASURA)

    def answer(*arguments: str, **_: object) -> subprocess.CompletedProcess[str]:
        run.append(list(arguments))
        known = json.dumps([f"{REPOSITORY}@{DIGEST}", f"elsewhere.example/api@sha256:{'0' * 64}"])
        return subprocess.CompletedProcess(arguments, 0, known, "")

    monkeypatch.setattr(VERB, "settings", settings)
    for module in ("machine.docker.client", "machine.images.derived", "machine.images.registry"):
        monkeypatch.setattr(f"{module}.attempt", answer)
    return run


def as_project(files: Mapping[str, str], folder: Path) -> Path:
    """What is in the image, as a project of its own."""
    return write(folder, {**files, "config.yaml": "version: 3\n"})


def tag_of(folder: Path) -> str:
    """The tag that the folder's image gets."""
    return project_tag("v2.50.3", image_key(image_files(read_project(folder), BASE)))


def test_what_is_in_it(folder: Path, tmp_path: Path) -> None:
    """Metadata is whole wherever its files lie, migrations have their names, and seeds are left out."""
    write(tmp_path, {"elsewhere.yaml": "table: {schema: public, name: d}\n"})
    write(folder, {f"{TABLES}/tables.yaml": '- "!include ../../../../../elsewhere.yaml"\n'})
    write(folder, {"seeds/default/1_x.sql": "INSERT INTO a VALUES (1);"})
    write(folder, {"migrations/default/1_a/down.sql": "DROP TABLE a;"})
    project = read_project(folder)
    files = image_files(project, BASE)
    assert files["Dockerfile"] == (
        f"FROM {BASE}\nCOPY metadata /hasura-metadata\nCOPY migrations /hasura-migrations\n"
    )
    again = read_project(as_project(files, tmp_path / "again"))
    assert difference(again.metadata, project.metadata) == ()
    assert again.metadata["sources"][0]["tables"] == project.metadata["sources"][0]["tables"]
    assert [one.title for one in again.migrations["default"]] == ["1_a", "2_b", "3_c"]
    assert files["migrations/default/1_a/down.sql"] == "DROP TABLE a;"
    assert not [name for name in files if "seed" in name]


def test_without_migrations(tmp_path: Path) -> None:
    """A project of metadata alone copies nothing else."""
    project = write(tmp_path, {"config.yaml": "version: 3\n", "metadata/databases/databases.yaml": "[]\n"})
    assert image_files(read_project(project), BASE)["Dockerfile"].count("COPY") == 1


def test_the_tag_follows_the_project(folder: Path) -> None:
    """The same project has the same tag; another migration has another one; Hasura's version is in it."""
    first = tag_of(folder)
    assert first == tag_of(folder)
    assert first.startswith("v2.50.3.project-")
    migration(folder, "4_d", "SELECT 1;")
    assert first != tag_of(folder)


def test_it_is_pushed(folder: Path, docker: list[list[str]]) -> None:
    """The reference with the registry's digest is the result, and the command that deploys it is told.

    The command gives the app the right to pull it, as the stack's image is in no registry of Azure's yet.
    """
    done = herm("project", "image", TYPED)
    assert done.code == 0, done.err
    reference = done.out.strip()
    tag = tag_of(folder)
    assert reference == f"{REPOSITORY}:{tag}@{DIGEST}"
    image = f"pulumi config set herm:hasuraImage {reference} --stack prod"
    deploy = f"{image} && {MAY_PULL.format('yourregistry')} && pulumi up --stack prod"
    assert f"deploy it: {deploy}" in done.err
    assert ["push", "--quiet", f"{REPOSITORY}:{tag}"] in docker
    told = json.loads(herm("project", "image", TYPED, "--json").out)
    assert told == {"stack": "prod", "image": reference, "base": BASE}
    assert prod_settings(hasuraImage=reference)


@pytest.mark.usefixtures("docker")
@pytest.mark.parametrize(
    ("repository", "right"),
    [
        (REPOSITORY, ""),
        ("other.azurecr.io/api", f" && {MAY_PULL.format('other')}"),
        ("ghcr.io/you/api", " && pulumi config rm herm:registryId --stack prod"),
    ],
)
def test_the_right_to_pull_follows_the_image(
    monkeypatch: pytest.MonkeyPatch, folder: Path, repository: str, right: str
) -> None:
    """Where the stack's image is in a registry of Azure's: the same, another one, and one elsewhere."""
    registry = (
        "/subscriptions/s/resourceGroups/r/providers/Microsoft.ContainerRegistry/registries/YourRegistry"
    )
    image = f"yourregistry.azurecr.io/hasura:v2.50.3@sha256:{'e' * 64}"
    found = prod_settings(project=str(folder), hasuraImage=image, registryId=registry)
    monkeypatch.setattr(VERB, "settings", lambda _: found)
    monkeypatch.setattr(VERB, "push", lambda name, _: f"{name}@{DIGEST}")
    done = herm("project", "image", repository)
    reference = done.out.strip()
    assert reference.startswith(f"{repository}:v2.50.3.project-")
    image = f"pulumi config set herm:hasuraImage {reference} --stack prod"
    assert f"deploy it: {image}{right} && pulumi up --stack prod" in done.err


def test_a_base_from_elsewhere(docker: list[list[str]]) -> None:
    """A copy of Hasura's image for migrations takes its place."""
    copy = "yourregistry.azurecr.io/hasura:v2.50.3.cli-migrations-v3"
    assert json.loads(herm("project", "image", REPOSITORY, "--base", copy, "--json").out)["base"] == copy
    assert ["image", "inspect", copy] in docker


@pytest.mark.usefixtures("docker")
@pytest.mark.parametrize("name", ["api", f"{REPOSITORY}:latest", f"{REPOSITORY}@{DIGEST}", "-x/api", "a b/c"])
def test_what_is_not_a_repository(name: str) -> None:
    """A tag, a digest or a name without a registry is told with the form."""
    done = herm("project", "image", "--", name)
    assert done.code == 1
    assert "./herm project image YOURREGISTRY.azurecr.io/api" in done.err


def test_nothing_is_built_of_a_project_with_a_problem(folder: Path, docker: list[list[str]]) -> None:
    """A variable that prod does not have is told before Docker is asked."""
    databases = folder / "metadata/databases/databases.yaml"
    databases.write_text(databases.read_text().replace("HASURA_GRAPHQL_DATABASE_URL", "ELSEWHERE"))
    assert "needs the environment variable ELSEWHERE" in herm("project", "image", REPOSITORY).err
    assert docker == []


@pytest.mark.usefixtures("docker")
def test_a_base_that_cannot_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a registry there is no image to stand on; another one can be named."""
    monkeypatch.setattr(VERB, "present", lambda _: False)
    monkeypatch.setattr(VERB, "pull", lambda *_: False)
    done = herm("project", "image", REPOSITORY)
    assert f"{BASE}: is not here, and its registry cannot be reached" in done.err
    assert f"./herm project image {REPOSITORY} --base IMAGE" in done.err
    assert "--base IMAGE" in herm("project", "image", "--help").out


def test_a_repository_that_is_none_is_named_as_it_was_typed() -> None:
    """Capitals are Docker's to refuse, not the user's to find again in small letters."""
    assert "Not A Repo: is not a repository" in herm("project", "image", "Not A Repo").err


@pytest.mark.usefixtures("docker")
@pytest.mark.parametrize(
    ("repository", "said", "remedy"),
    [
        (REPOSITORY, "unauthorized: authentication required", "az acr login --name yourregistry"),
        ("ghcr.io/you/api", "denied: permission_denied", "docker login ghcr.io"),
        (REPOSITORY, "dial tcp: lookup yourregistry.azurecr.io: no such host", "docker push"),
    ],
)
def test_a_push_that_is_refused(
    monkeypatch: pytest.MonkeyPatch, repository: str, said: str, remedy: str
) -> None:
    """Docker's words, and the login of that registry; or that it does not answer."""
    refused = subprocess.CompletedProcess([], 1, "", f"{said}\n")
    monkeypatch.setattr("machine.images.derived.attempt", lambda *_: refused)
    done = herm("project", "image", repository)
    assert done.code == 1
    assert said in done.err
    assert remedy in done.err


def test_a_version_that_is_not_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an image whose tag is no version, nobody knows the image for migrations."""
    image = f"yourregistry.azurecr.io/hasura:ours@sha256:{'e' * 64}"
    found = prod_settings(project=str(folder), hasuraImage=image)
    monkeypatch.setattr(VERB, "settings", lambda _: found)
    done = herm("project", "image", REPOSITORY)
    assert "has a tag that says no version of Hasura's" in done.err
    assert "pulumi config set herm:hasuraImage IMAGE:v2.50.3@sha256:DIGEST --stack prod" in done.err


@pytest.mark.parametrize("tag", ["v2.50.3.project-0123456789ab", "v2.50.3.cli-migrations-v3"])
def test_no_slot_beside_it(tag: str) -> None:
    """A slot that starts with such an image would release its metadata in production: refused with why."""
    image = f"{REPOSITORY}:{tag}@{DIGEST}"
    (problem,) = prod_problems(hasuraImage=image, slot="true")
    assert "a swap back would not undo it" in problem
    assert "pulumi config set herm:slot false --stack prod" in problem
    assert prod_problems(hasuraImage=image) == []
    assert prod_problems(hasuraImage=HASURA, slot="true") == []
