"""What users of Pulumi type first in a fresh clone, without `./herm`: `pulumi install`, then `pulumi up`."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from cli.stack.engine import Engine, engine_environment
from machine.engine import ensure
from tests.support.clones import Clone
from tests.support.obeying_host import obeying_host

_JWT_SECRET = '{"type": "HS256", "key": "' + "k" * 32 + '"}'


def test_pulumi_install_makes_an_environment_that_runs_the_program(tmp_path: Path) -> None:
    """After it the program runs, and says in herm's own words which settings the new stack lacks."""
    clone, tools = Clone(tmp_path / "clone"), ensure(print)
    (tmp_path / "state").mkdir()
    (tmp_path / "passphrase").write_text("of this test")
    environment = engine_environment(
        tools,
        home=tools.pulumi_home,
        backend=(tmp_path / "state").as_uri(),
        passphrase_file=tmp_path / "passphrase",
        python=Path("/usr"),
    )
    host = str(obeying_host(tmp_path / "host", tools))
    path = os.pathsep.join([host, str(environment["PATH"])])
    # Compiling all of Azure's modules would take a minute of a processor; Python compiles what is imported.
    engine = Engine(clone.folder, {**environment, "PATH": path, "VIRTUAL_ENV": None, "PIP_COMPILE": "0"})
    engine.run("install")
    imported = [str(clone.folder / ".venv/bin/python"), "-c", "import infra.program, pulumi_docker"]
    assert subprocess.run(imported, cwd=clone.folder, check=False).returncode == 0
    engine.run("stack", "init", "dev")
    # The engine itself asks for the settings that Pulumi.yaml calls required; the program asks for the rest.
    for name, value in (("adminSecret", "an-admin-secret-of-this-test"), ("jwtSecret", _JWT_SECRET)):
        engine.run("config", "set", "--secret", f"herm:{name}", "--stack", "dev", stdin=value)
    refused = engine.attempt("preview", "--stack", "dev")
    assert "pulumi config set --secret herm:databasePassword" in refused.stdout + refused.stderr
