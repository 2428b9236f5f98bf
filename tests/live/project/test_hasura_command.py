"""Hasura's command line in a container, as `./herm hasura` runs it from Hasura's image.

Not real here: the program in the image, which is a script on PostgreSQL's own image.
"""

from __future__ import annotations

import json
import os
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.hasura.program import InImage
from cli.hasura.run import container_command
from machine.images import Chosen
from tests.support.clones import Clone
from tests.support.configurations import dev_settings

# Writes a file into the folder in which it is, and tells what it sees.
DOUBLE = """#!/bin/sh
touch "$1"
printf '{"user": "%s", "folder": "%s", "host": "%s", "said": "%s"}' \\
  "$(id -u):$(id -g)" "$(pwd)" "$(getent hosts hasura | wc -l)" "$HASURA_GRAPHQL_ADMIN_SECRET"
"""


@pytest.fixture
def image(images: Chosen, tmp_path: Path) -> Iterator[InImage]:
    """An image with a program of the command line's name."""
    name = f"herm-test-{uuid.uuid4().hex[:8]}"
    program = tmp_path / "hasura-cli"
    program.write_text(DOUBLE, encoding="utf-8")
    program.chmod(0o755)
    try:
        for command in (
            ("create", "--name", name, images.postgres),
            ("cp", str(program), f"{name}:/usr/local/bin/hasura-cli"),
            ("commit", name, name),
        ):
            subprocess.run(["docker", *command], capture_output=True, check=True)
        yield InImage(name)
    finally:
        subprocess.run(["docker", "rm", "--force", name], capture_output=True, check=False)
        subprocess.run(["docker", "rmi", "--force", name], capture_output=True, check=False)


def test_in_a_container(clone: Clone, image: InImage, tmp_path: Path) -> None:
    """It runs as this user in the project's folder, reaches the stack by name, and gets the secret unsaid."""
    project = tmp_path / "project with blanks"
    project.mkdir()
    stack = dev_settings(dockerName=clone.name)
    secret = {"HASURA_GRAPHQL_ADMIN_SECRET": "made-up-secret-of-this-test"}
    command = [*container_command(image, stack, project, secret), "made by it"]
    assert not [word for word in command if "made-up-secret" in word]
    done = subprocess.run(command, env={**os.environ, **secret}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    user = f"{os.getuid()}:{os.getgid()}"
    assert json.loads(done.stdout) == {
        "user": user,
        "folder": str(project),
        "host": "1",
        "said": "made-up-secret-of-this-test",
    }
    made = (project / "made by it").stat()
    assert f"{made.st_uid}:{made.st_gid}" == user
