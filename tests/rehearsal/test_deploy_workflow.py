"""The deploy job of `.github/workflows/deploy.yml`, run for real by act against the emulator.

Not real here: GitHub's runner, the machine that vouches for the job, and the API behind the smoke check,
which is the emulator's app at its own address.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from cli.rehearsal.settings import rehearsal_settings
from cli.stack.engine import WHOLE_FILES_ONLY
from doubles.azure_native import install
from doubles.launch import start
from doubles.session import Rehearsal
from machine.cache import cache_root
from tests.support.api import api
from tests.support.clones import Clone
from tests.support.workflows import ON_THE_HOST, build_act

JOB = ("push", "--job", "deploy", "--workflows", ".github/workflows/deploy.yml")
SECRETS = {
    "adminSecret": "admin-secret-of-this-test",
    "databasePassword": "Password-of-this-test-1",
    "jwtSecret": json.dumps({"type": "HS256", "key": "k" * 32}),
}


class ProdClone(Clone):
    """A clone whose user has a backend, a passphrase and a PATH of their own."""

    values: Mapping[str, str] = {}

    def environment(self, **extra: str) -> dict[str, str]:
        """The environment of that user's shell."""
        return super().environment(**self.values, **extra)


@pytest.fixture(scope="module")
def act(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program that runs workflows."""
    return build_act(tmp_path_factory.mktemp("act"))


@pytest.fixture(scope="module")
def azure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """An Azure of this test's own, with the group and the rights that docs/first-deployment.md gives."""
    folder, ready = tmp_path_factory.mktemp("azure") / "state", rehearsal_settings().prepared
    cloud = start(folder, prepared=ready, operation_seconds=0.1)
    yield cloud
    cloud.stop()


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> ProdClone:
    """A clone in which stack prod was made as docs/first-deployment.md says, with a backend of its own."""
    folder = tmp_path_factory.mktemp("clone")
    made = ProdClone(folder / "clone")
    place = install(folder / "home")
    (folder / "bin").mkdir()
    (folder / "bin" / place.name).symlink_to(place)
    (folder / "passphrase").write_text("passphrase of this test", encoding="utf-8")
    (folder / "state").mkdir()
    made.values = {
        "PATH": os.pathsep.join([str(folder / "bin"), os.environ["PATH"]]),
        "PULUMI_BACKEND_URL": (folder / "state").as_uri() + WHOLE_FILES_ONLY,
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(folder / "passphrase"),
    }
    made.herm("setup", "prod")
    made.pulumi("stack", "init", "prod", "--secrets-provider", "passphrase")
    for name, value in SECRETS.items():
        made.pulumi("config", "set", "--secret", f"herm:{name}", "--stack", "prod", stdin=value)
    return made


def test_deploy_job_deploys_and_checks(act: Path, azure: Rehearsal, clone: ProdClone) -> None:
    """Prepare, deploy, smoke check: the app is there with its environment, and is what answers."""
    token = json.dumps({"value": "a-token-of-the-runner"})
    with api([200], "", token) as vouching:
        done = _run(act, clone, azure, vouching)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Success - Main") == 4
    app = azure.app(clone.pulumi("stack", "output", "appId", "--stack", "prod").stdout.strip())
    assert set(app["references"].values()) == {"Resolved"}
    assert "version v2.50.3 and the settings that were deployed" in done.stdout + done.stderr
    for secret in SECRETS.values():
        assert secret not in done.stdout + done.stderr


def test_unprotected_api_fails_the_job(act: Path, azure: Rehearsal, clone: ProdClone) -> None:
    """A deployment that lets strangers in is not a success."""
    token = json.dumps({"value": "a-token-of-the-runner"})
    version, data = json.dumps({"version": "v2.50.3"}), json.dumps({"data": {}})
    with api([200], "", token) as vouching, api([200], data, version) as deployed:
        done = _run(act, clone, azure, vouching, deployed)
    assert done.returncode != 0
    assert "is not protected" in done.stdout + done.stderr


def _run(
    act: Path, clone: ProdClone, azure: Rehearsal, vouching: str, deployed: str = ""
) -> subprocess.CompletedProcess[str]:
    values = {
        **clone.values,
        **azure.env(),
        "XDG_CACHE_HOME": str(cache_root().parent.parent),
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"{vouching}/?api-version=1",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "a-token-of-the-job",
    }
    variables = {
        "API_URL": deployed,
        "AZURE_CLIENT_ID": azure.endpoint.client,
        "AZURE_TENANT_ID": azure.endpoint.tenant,
        "AZURE_SUBSCRIPTION_ID": azure.endpoint.subscription,
        "PULUMI_BACKEND_URL": values["PULUMI_BACKEND_URL"],
    }
    files = {}
    for kind, entries in (("env", values), ("var", variables)):
        files[kind] = clone.folder.parent / f"act.{kind}"
        text = "".join(f"{name}={value}\n" for name, value in entries.items())
        files[kind].write_text(text, encoding="utf-8")
        files[kind].chmod(0o600)
    # act copies the clone into its cache and leaves the copy there; the job still finds the real cache.
    own = clone.folder.parent / "act"
    given = ("--env-file", str(files["env"]), "--var-file", str(files["var"]))
    try:
        return subprocess.run(
            [str(act), *JOB, *ON_THE_HOST, *given],
            cwd=clone.folder,
            env=clone.environment(XDG_CONFIG_HOME=str(own), XDG_CACHE_HOME=str(own)),
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
    finally:
        shutil.rmtree(own, ignore_errors=True)
