"""The real docker compose takes an exported stack, and reads in it what herm wrote."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import yaml

from cli.moving.exported import exported
from cli.moving.files import write_files
from infra.contract import environment
from tests.bench.compose import find_compose
from tests.support.configurations import dev_settings

VALUES = {"MY_PLAIN": "a $b ${C} 'd' \"e\" # f", "MY_PEM": "-----BEGIN\nKEY-----", "MY_NUMBER": "007"}
SECRETS = {"MY_JSON": '{"a": "x\\ny"}', "MY_DOLLAR": "p$ssword and # more"}


def test_compose_reads_what_was_written(tmp_path: Path) -> None:
    """`config` accepts the file, and every variable has the value of the stack's own environment."""
    stack = dev_settings(
        environment=json.dumps(VALUES),
        secretEnvironment=json.dumps(SECRETS),
        otherVariables=json.dumps([*VALUES, *SECRETS]),
    )
    write_files(tmp_path, exported(stack), force=True)
    command = [*find_compose(), "-f", str(tmp_path / "docker-compose.yml"), "config"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    services: dict[str, Any] = yaml.safe_load(done.stdout)["services"]
    read = {name: str(value).replace("$$", "$") for name, value in services["hasura"]["environment"].items()}
    assert read == {variable.name: variable.reveal() for variable in environment(stack)}
    assert services["postgres"]["environment"]["POSTGRES_PASSWORD"] == stack.database_password.reveal()
