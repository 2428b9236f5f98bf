"""The secrets of stack prod: each change reaches what it should, and none is plain anywhere."""

from __future__ import annotations

import json
from pathlib import Path

from cli.paths import PROD
from tests.rehearsal.prod import UP, Prod
from tests.rehearsal.repairs import make_known
from tests.support.arguments import watched_arguments


def test_changed_secret_is_one_version_and_one_settings_change(prod: Prod) -> None:
    """Exactly two writes, and the app has restarted with the new value."""
    before = prod.app
    prod.set_secret("adminSecret", "another-admin-secret-of-this-test")
    assert prod.writes_of_up() == ["PUT secrets/hasura-graphql-admin-secret", "PUT config/appsettings"]
    after = prod.app
    assert after["environment"]["HASURA_GRAPHQL_ADMIN_SECRET"] == "another-admin-secret-of-this-test"
    assert after["restarts"] == before["restarts"] + 1


def test_secret_taken_away_can_be_added_again(prod: Prod) -> None:
    """The vault keeps the secret of a variable that is gone; the next one is refused until it is imported."""
    name = ("--path", "herm:secretEnvironment.ACTION_KEY", "--stack", PROD)
    prod.workspace.run("config", "set", "--path", "herm:otherVariables[0]", "ACTION_KEY", "--stack", PROD)
    prod.workspace.run("config", "set", "--secret", *name, stdin="first-value-of-the-key")
    prod.workspace.run(*UP)
    prod.workspace.run("config", "rm", *name)
    assert prod.writes_of_up() == ["PUT config/appsettings"]
    prod.workspace.run("config", "set", "--secret", *name, stdin="second-value-of-the-key")
    refused = prod.workspace.attempt(*UP)
    assert "cannot create already existing resource" in refused.stdout + refused.stderr
    assert make_known(prod.workspace, refused.stdout)
    prod.workspace.run(*UP)
    assert prod.app["environment"]["ACTION_KEY"] == "second-value-of-the-key"
    prod.workspace.run("config", "rm", *name)
    prod.workspace.run(*UP)


def test_secret_variable_in_plain_text_is_refused_before_anything_is_sent(prod: Prod) -> None:
    """A variable's secret that was set without --secret; the command of the message stores it well."""
    name = ("--path", "herm:secretEnvironment.ACTION_KEY", "--stack", PROD)
    prod.workspace.run("config", "set", "--plaintext", *name, "typed-in-plain-text-1234")
    before = len(prod.azure.request_log())
    refused = prod.workspace.attempt("preview", "--stack", PROD)
    assert refused.returncode != 0
    assert "herm:secretEnvironment.ACTION_KEY: is stored in plain text" in refused.stdout
    assert (
        "pulumi config set --secret --path 'herm:secretEnvironment.ACTION_KEY' --stack prod" in refused.stdout
    )
    assert "typed-in-plain-text" not in refused.stdout + refused.stderr
    assert len(prod.azure.request_log()) == before
    prod.workspace.run("config", "set", "--secret", *name, stdin="another-value-of-the-key")
    assert "typed-in-plain-text" not in (prod.workspace.folder / f"Pulumi.{PROD}.yaml").read_text(
        encoding="utf-8"
    )
    prod.workspace.run("preview", "--stack", PROD)
    prod.workspace.run("config", "rm", *name)


def test_no_secret_is_plain_anywhere(prod: Prod) -> None:
    """Neither in state, history, plans and previews, nor in logs, nor in the arguments of a process."""
    plan = prod.workspace.folder.parent / "plan.json"
    with watched_arguments() as arguments:
        prod.set_secret("adminSecret", prod.settings.secret["adminSecret"])
        shown = {
            "preview": prod.workspace.run("preview", "--stack", PROD, "--diff", "--refresh"),
            "preview --json": prod.workspace.run("preview", "--stack", PROD, "--json"),
            "plan": prod.workspace.run("preview", "--stack", PROD, "--save-plan", str(plan)),
            "up": prod.workspace.run("up", "--stack", PROD, "--yes", "--diff", "--plan", str(plan)),
            "export": prod.workspace.run("stack", "export", "--stack", PROD),
            "output": prod.workspace.run("stack", "output", "--stack", PROD, "--json"),
        }
    files = [path for path in prod.workspace.folder.parent.rglob("*") if path.is_file()]
    logs = [Path(prod.azure.endpoint.log), prod.azure.state_dir / "emulator.log"]
    for file in (*files, *logs):
        shown[str(file)] = file.read_text(encoding="utf-8", errors="replace")
    assert plan in files
    assert [file for file in files if "state" in file.parts]
    assert [line for line in arguments if "pulumi" in line]
    shown["arguments"] = "\n".join(arguments)
    secrets = [value for value in prod.settings.secret.values() if value]
    secrets += [json.dumps(value)[1:-1] for value in secrets]
    for place, text in shown.items():
        assert not [secret for secret in secrets if secret in text], place
