"""A role takes effect late and Azure keeps what it read: still no reference stays unresolved."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.rehearsal.prepared import prepared
from tests.rehearsal.prod import UP, Prod
from tests.support.az import ensure_az, sign_in
from tests.support.commands import of_page
from tests.support.paths import ROOT

DATABASE = "postgres://hasura:a-password@db.example.com/hasura?sslmode=require"


def outside(prod: Prod) -> None:
    """The database is elsewhere: between the role and the settings nothing takes long."""
    for name in ("databasePassword", "databaseVersion", "databaseExtensions", "serverName", "network"):
        prod.workspace.attempt("config", "rm", f"herm:{name}", "--stack", "prod")
    prod.set("database", "external")
    prod.set_secret("databaseUrl", DATABASE)


def test_settings_wait_until_the_role_is_in_force(tmp_path: Path) -> None:
    """The first deployment ends with every reference resolved; the next one does not wait."""
    with prepared(tmp_path, role_seconds=4) as prod:
        outside(prod)
        prod.set("roleSeconds", "8")
        prod.workspace.run(*UP)
        assert set(prod.app["references"].values()) == {"Resolved"}
        assert "waiting" not in prod.workspace.run(*UP)


def test_the_night_rows_command_has_azure_ask_the_vault_again(tmp_path: Path) -> None:
    """What was refused stays unresolved, whatever `up` does, until the page's command is typed."""
    page = ROOT / "docs/azure.md"
    (command,) = [one for one in of_page(page) if one.startswith("az rest --method post")]
    with prepared(tmp_path, role_seconds=1000) as prod:
        outside(prod)
        prod.workspace.run(*UP)
        assert set(prod.app["references"].values()) == {"AccessToKeyVaultDenied"}
        prod.azure.let_pass(1001)
        prod.workspace.run(*UP, "--refresh")
        assert set(prod.app["references"].values()) == {"AccessToKeyVaultDenied"}
        type_as_owner(prod, command)
        assert set(prod.app["references"].values()) == {"Resolved"}


def type_as_owner(prod: Prod, command: str) -> None:
    """Type a command into a shell with the real az, signed in as the subscription's owner."""
    az = ensure_az(Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "herm")
    own = {**prod.workspace.process_environment, **prod.azure.env("owner")}
    own["PATH"] = os.pathsep.join([str(az.parent), own["PATH"]])
    sign_in(az, own)
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=prod.workspace.folder,
        env=own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
