"""The job of `.github/workflows/check.yml`, run by act as an ordinary user who may use Docker.

Not real here: GitHub's runner, which is this machine; the official releases and the registry, whose doubles
serve what this machine has; sudo, whose double writes down what root is asked to do. Of every stage some
tests run, those that differ for such a user, and types are those of one folder. Such a user makes the
environment for the tests; the one in the clone of the live stage is a copy.
"""

from __future__ import annotations

import os
import pwd
import re
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.config.schema import schema
from machine.engine import ensure
from tests.live.containers import built
from tests.support.clones import Clone
from tests.support.environments import lend_environment
from tests.support.official import official_releases
from tests.support.registry import registry
from tests.support.workflows import ON_THE_HOST, build_act

pytestmark = [pytest.mark.needs_root, pytest.mark.timeout(3600)]

JOB = ("pull_request", "--job", "test", "--workflows", ".github/workflows/check.yml")
CHOSEN = (
    "test_good_configuration",  # unit
    "test_outputs_tell_whether",  # graph
    "test_docker_program_is_previewed",  # engine
    "test_found_at_once",
    "test_second_up_changes_nothing",  # live
    "test_rehearsal_runs_under_a_host",  # rehearsal
)
_SUDO = '#!/bin/sh\necho "$*" >>"$HOME/asked-of-root"\n'


@pytest.fixture
def user() -> Iterator[pwd.struct_passwd]:
    """Somebody who may use Docker and nothing else of root's."""
    name = f"herm-{uuid.uuid4().hex[:8]}"
    subprocess.run(["useradd", "--create-home", "--groups", "docker", name], check=True)
    try:
        yield pwd.getpwnam(name)
    finally:
        subprocess.run(["userdel", "--remove", name], check=False, capture_output=True)


@pytest.fixture
def clone(user: pwd.struct_passwd, tmp_path: Path) -> Iterator[Clone]:
    """That user's clone, for which official releases and images can be had."""
    home = Path(user.pw_dir)
    clone = Clone(home / "clone")
    names = {"hasuraImage": "hasura/graphql-engine:v2", "postgresImage": "library/postgres:17"}
    images = dict(zip(names.values(), (built().hasura, built().postgres), strict=True))
    for folder in ("registry", "releases"):
        (tmp_path / folder).mkdir()
    manifest = clone.folder / "machine/engine/manifest.toml"
    with (
        registry(tmp_path / "registry", images) as served,
        official_releases(tmp_path / "releases", ensure(print), manifest),
    ):
        settings = clone.folder / "Pulumi.yaml"
        text = settings.read_text(encoding="utf-8")
        for setting, name in names.items():
            text = text.replace(str(schema()[setting].default), served[name])
            # Pulled before: an image that was built on this machine would be preferred to the registry's.
            subprocess.run(["docker", "pull", "--quiet", served[name]], check=True)
        settings.write_text(text, encoding="utf-8")
        # Types differ for no user, and mypy would read all of every package: it looks at one folder.
        checks = clone.folder / "pyproject.toml"
        text = checks.read_text(encoding="utf-8")
        checks.write_text(re.sub("(?m)^files = .*$", 'files = ["machine"]', text), encoding="utf-8")
        commit = ("git", "-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "-qam", "doubles")
        subprocess.run(commit, cwd=clone.folder, check=True)
        yield clone


def test_check_is_green_for_an_ordinary_user(clone: Clone, user: pwd.struct_passwd, tmp_path: Path) -> None:
    """What does not need root neither fails nor is skipped; root is asked for the rest, and that alone."""
    home = Path(user.pw_dir)
    act, sudo = home / "bin/act", home / "bin/sudo"
    act.parent.mkdir()
    act.write_bytes(build_act(tmp_path).read_bytes())
    sudo.write_text(_SUDO, encoding="utf-8")
    for program in (act, sudo):
        program.chmod(0o755)
    values = {
        "HOME": str(home),
        "PATH": os.pathsep.join([str(act.parent), "/usr/local/bin", "/usr/bin", "/bin"]),
        "PYTEST_ADDOPTS": f'-k "{" or ".join(CHOSEN)}"',
        "PYTEST_XDIST_AUTO_NUM_WORKERS": "1",  # each would collect all tests, for the few that are chosen
    }
    lend_environment(clone.folder, values["PATH"], home / ".cache")
    subprocess.run(["chown", "-R", f"{user.pw_uid}:{user.pw_gid}", str(home)], check=True)
    done = subprocess.run(
        [str(act), *JOB, *ON_THE_HOST, *(f"--env={name}={value}" for name, value in values.items())],
        cwd=clone.folder,
        env=clone.environment(**values, XDG_CACHE_HOME=str(home / ".cache"), XDG_CONFIG_HOME=str(home)),
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=os.getgrouplist(user.pw_name, user.pw_gid),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr
    assert f"{len(CHOSEN)} passed, 0 failed, 0 skipped" in done.stdout
    assert list((home / ".cache/herm/toolchain").glob("engine-*-official-*"))
    asked = (home / "asked-of-root").read_text(encoding="utf-8")
    assert asked == "--preserve-env=CI ./herm test --only live -- -m needs_root\n"
