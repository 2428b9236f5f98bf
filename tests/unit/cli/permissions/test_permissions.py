"""`./herm permissions`: a project's folder, another version of it in git, and a stack's running API."""

from __future__ import annotations

import copy
import json
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from cli.verbs.permissions import EXAMPLES
from hasura.permissions.findings import findings
from hasura.permissions.matrix import matrix
from hasura.permissions.sessions import Sessions
from infra.config.settings import Settings
from tests.support.api import api
from tests.support.commands import of_page
from tests.support.configurations import GOOD, dev_settings
from tests.support.paths import ROOT
from tests.unit.cli.verbs import herm
from tests.unit.delivery.project_files import SMALLEST, write
from tests.unit.hasura.permissions.shop import SECRETS, SHOP, changed_shop, shop


def project(folder: Path, document: dict[str, Any]) -> Path:
    """A project's folder with this metadata."""
    files = {
        "config.yaml": SMALLEST["config.yaml"],
        "metadata/version.yaml": "version: 3\n",
        "metadata/databases/databases.yaml": yaml.safe_dump(document["sources"]),
        "metadata/inherited_roles.yaml": yaml.safe_dump(document.get("inherited_roles", [])),
    }
    return write(folder, files)


def git(folder: Path, *arguments: str) -> str:
    """What git says."""
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@localhost", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose project was the shop, and is the changed shop, in the commit and beyond it."""
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / ".gitattributes").write_text("* export-ignore\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "before there was a project")
    git(tmp_path, "tag", "empty")
    project(tmp_path / "api", SHOP)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "shop")
    project(tmp_path / "api", dict(changed_shop().definition))
    return tmp_path


def run(folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON of a review."""
    done = herm("permissions", "--project", str(folder), "--json", *arguments)
    assert done.out, done.err
    return done.code, json.loads(done.out)


def test_folder(tmp_path: Path) -> None:
    """Every cell and every finding of the folder's metadata."""
    code, document = run(project(tmp_path, SHOP))
    assert code == 0
    assert len(document["cells"]) == len(matrix(shop()))
    assert len(document["findings"]) == len(findings(shop(), Sessions()))
    assert "changes" not in document


def test_against_a_reference(repository: Path) -> None:
    """The difference between the folder as it stands and a commit; git's own state stays as it is."""
    before = git(repository, "status", "--porcelain"), (repository / ".git/index").read_bytes()
    _, document = run(repository / "api", "--against", "HEAD")
    changes = {f"{one['role']} {one['operation']} {one['table']}": one["kind"] for one in document["changes"]}
    assert changes["user delete orders"] == "added"
    assert changes["anonymous update orders"] == "removed"
    assert changes["user select orders"] == "changed"
    assert (git(repository, "status", "--porcelain"), (repository / ".git/index").read_bytes()) == before


def test_against_a_reference_without_the_project(repository: Path) -> None:
    """Where the project is new, every right is."""
    _, document = run(repository / "api", "--against", "empty")
    assert {one["kind"] for one in document["changes"]} == {"added"}
    assert len(document["changes"]) == len(document["cells"])


@pytest.mark.parametrize("beside", [True, False])
def test_reference_whose_metadata_is_broken(
    repository: Path, beside: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that git has and nobody can read is named by its place in git, wherever the user stands."""
    if beside:  # of the folder into which git writes, which a short path would then name
        monkeypatch.setattr(tempfile, "tempdir", str(repository.parent))
        monkeypatch.chdir(repository)
    file = repository / "api/metadata/databases/databases.yaml"
    text = file.read_text()
    file.write_text("a: [")
    git(repository, "commit", "-qam", "broken")
    file.write_text(text)
    done = herm("permissions", "--project", str(repository / "api"), "--against", "HEAD")
    assert done.code == 1
    assert "error HEAD:metadata/databases/databases.yaml, line" in done.err


def test_only_new_findings_count(repository: Path) -> None:
    """What was there before does not fail a proposal; what it brings does."""
    folder = repository / "api"
    assert run(folder, "--fail-on", "error")[0] == 1
    assert run(folder, "--against", "HEAD", "--fail-on", "error")[0] == 1
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "changed shop")
    assert run(folder, "--against", "HEAD", "--fail-on", "warning")[0] == 0
    document = copy.deepcopy(SHOP)
    document["sources"][0]["tables"][1]["delete_permissions"] = []
    document["sources"][0]["tables"][1]["select_permissions"][0]["permission"]["columns"] = "*"
    project(folder, document)
    code, document = run(folder, "--against", "HEAD~1", "--fail-on", "error")
    assert (code, [one["id"] for one in document["findings"]]) == (0, ["all-columns"])
    assert run(folder, "--against", "HEAD~1", "--fail-on", "warning")[0] == 1
    code, document = run(folder, "--against", "HEAD")
    assert "inherited-conflict" in [one["id"] for one in document["gone"]]


@pytest.mark.parametrize("reference", ["nothing", "--all", "origin/main", "HEAD:api"])
def test_unknown_reference_is_named(repository: Path, reference: str) -> None:
    """A reference that is none, or looks like an option, ends in one message with what fetches it."""
    done = herm("permissions", "--project", str(repository / "api"), f"--against={reference}")
    assert done.code == 1
    assert f"--against {reference}: names nothing" in done.err
    assert "git fetch" in done.err


def test_folder_outside_git(tmp_path: Path) -> None:
    """Without a repository there is nothing to compare with."""
    done = herm("permissions", "--project", str(project(tmp_path, SHOP)), "--against", "HEAD")
    assert "is not in a repository of git's" in done.err


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A stack whose claims map names no region, and whose API is a double that answers with the shop."""
    claims = {
        "x-hasura-allowed-roles": {"path": "$.roles"},
        "x-hasura-default-role": "user",
        "x-hasura-user-id": {"path": "$.sub"},
    }
    secret = json.dumps({"type": "HS256", "key": "k" * 32, "claims_map": claims})

    def settings(stack: str) -> Settings:
        return dev_settings(stack, jwtSecret=secret, hasuraPort=str(port))

    port = 1
    answer = json.dumps({"resource_version": 1, "metadata": SHOP})
    with api([200], answer) as url:
        port = urlsplit(url).port or 0
        monkeypatch.setattr("cli.verbs.permissions.settings", settings)
        yield url


def test_running_stack(running: str) -> None:  # noqa: ARG001 - the fixture is the stack
    """The engine's metadata is asked for, and the stack's JWT secret says what no token carries."""
    done = herm("permissions", "--stack", "dev", "--json")
    document = json.loads(done.out)
    assert document["of"] == "stack dev"
    assert len(document["cells"]) == len(matrix(shop()))
    assert "variable-never-set" in [one["id"] for one in document["findings"]]


def test_stack_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing runs, the command that brings the stack up is named, and no secret."""
    monkeypatch.setattr("cli.verbs.permissions.settings", lambda stack: dev_settings(stack, hasuraPort="1"))
    done = herm("permissions", "--stack", "dev")
    assert (done.code, "./herm up" in done.err, GOOD["adminSecret"] in done.err) == (1, True, False)


def test_what_tokens_carry_can_be_said(tmp_path: Path) -> None:
    """Roles and variables of tokens, as options, are judged like those of a claims map."""
    folder = project(tmp_path, SHOP)
    given = ("--token-role", "user", "--token-role", "guest", "--token-variable", "X-Hasura-User-Id")
    ids = [one["id"] for one in run(folder, *given)[1]["findings"]]
    assert {"role-never-given", "role-unknown", "variable-never-set"} <= set(ids)


def test_no_form_shows_what_else_is_in_metadata(repository: Path) -> None:
    """Addresses and headers of metadata stand in no output."""
    for form in ([], ["--json"], ["--markdown"]):
        for against in ([], ["--against", "HEAD"]):
            done = herm("permissions", "--project", str(repository / "api"), *form, *against)
            assert done.out
            assert not [secret for secret in SECRETS if secret in done.out + done.err]


def test_two_forms_at_once_are_refused() -> None:
    """--json and --markdown are two answers."""
    assert herm("permissions", "--json", "--markdown").code == 2


def test_commands_of_the_page(repository: Path, running: str, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """Each command of docs/permissions.md and of the help, word for word, where the clone has a project."""
    (repository / "api").rename(repository / "project")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "the folder's usual name")
    git(repository, "update-ref", "refs/remotes/origin/main", "HEAD~1")
    monkeypatch.setattr("cli.project.locate.ROOT", repository)
    monkeypatch.setattr("cli.verbs.permissions.plain", lambda _: {})
    typed = [
        shlex.split(line) for line in of_page(ROOT / "docs/permissions.md") if line.startswith("./herm ")
    ]
    typed += [shlex.split(line) for line in EXAMPLES.splitlines() if line.strip().startswith("./herm ")]
    codes = {" ".join(words): herm(*words[1:]).code for words in typed}
    assert len(codes) >= 8
    assert {line for line, code in codes.items() if code} == {
        line for line in codes if "--fail-on error" in line
    }, "the shop has errors, and nothing else ends with another code"


def test_step_of_the_check(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command of check.yml, on the merge that GitHub checks out: it is compared with its branch."""
    job = yaml.safe_load((ROOT / ".github/workflows/check.yml").read_text(encoding="utf-8"))["jobs"]["test"]
    [step] = [step for step in job["steps"] if "permissions" in step.get("run", "")]
    command, _, target = step["run"].partition(" >>")
    assert (step["if"], target) == ("hashFiles('project/config.yaml') != ''", '"$GITHUB_STEP_SUMMARY"')
    git(repository, "stash", "-q")
    git(repository, "mv", "api", "project")
    git(repository, "commit", "-q", "-m", "the folder's usual name")
    git(repository, "switch", "-q", "-c", "proposal")
    project(repository / "project", dict(changed_shop().definition))
    git(repository, "commit", "-qam", "proposal")
    git(repository, "switch", "-q", "main")
    git(repository, "merge", "-q", "--no-ff", "-m", "merge", "proposal")
    monkeypatch.setattr("cli.project.locate.ROOT", repository)
    monkeypatch.setattr("cli.verbs.permissions.plain", lambda _: {})
    done = herm(*shlex.split(command)[1:])
    assert done.code == 1, "the changed shop has an error of its own"
    assert done.out.startswith("### Permissions against `HEAD^`: 6 changes, 4 new findings")
