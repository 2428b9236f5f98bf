"""`./herm project apply`: each migration exactly once, metadata strictly, whatever goes wrong on the way."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path
from typing import Any

import httpx
import pytest

from delivery.folder.yaml_text import Include, parse
from tests.unit.cli.project.conftest import (
    CONFIGURATION,
    TABLES,
    WHOLE,
    is_whole,
    migration,
    project_files,
    tracked,
)
from tests.unit.cli.project.server import Server
from tests.unit.cli.verbs import herm
from tests.unit.delivery.project_files import write


def test_a_project_is_applied(server: Server) -> None:
    """Migrations come first, then the sources are read again, then metadata, then the look at consistency."""
    done = herm("project", "apply")
    assert done.code == 0, done.err
    assert is_whole(server)
    writes = [kind for kind in server.requests if kind not in ("export_metadata", "get_catalog_state")]
    steps = ["run_sql"] * 4
    assert writes == [*steps, "reload_metadata", "replace_metadata", "get_inconsistent_metadata"]


def test_what_grows(folder: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A further migration is one request more, and a further file of metadata is parsed once."""
    names = [f"t{number}" for number in range(40)]
    files = dict(project_files(*names))
    files[f"{TABLES}/tables.yaml"] = "".join(f'- "!include {name}.yaml"\n' for name in names)
    files |= {f"{TABLES}/{name}.yaml": f"table: {{schema: public, name: {name}}}\n" for name in names}
    shutil.rmtree(folder / "migrations")
    write(folder, files)
    parsed: list[Path] = []

    def counted(text: str, file: Path, include: Include) -> Any:
        parsed.append(file)
        return parse(text, file, include)

    monkeypatch.setattr("delivery.folder.include.parse", counted)
    assert herm("project", "apply").code == 0
    assert tracked(server) == names
    assert server.requests.count("run_sql") == len(names) + 1
    assert len(server.requests) - server.requests.count("run_sql") <= 8
    assert len(parsed) == len(set(parsed)) == len(names) + 3


def test_the_state_is_the_clis(server: Server) -> None:
    """What is left is what the CLI writes, with everything else in it as it was."""
    server.cli_state = {"settings": {"migration_mode": "true", "other": "x"}, "isStateCopyCompleted": False}
    herm("project", "apply")
    assert server.cli_state == {
        "migrations": {"default": {"1": False, "2": False, "3": False}},
        "settings": {"migration_mode": "true", "other": "x"},
        "isStateCopyCompleted": True,
    }


def test_what_the_cli_applied_is_not_applied_again(server: Server) -> None:
    """Versions that stand in the state are done, whoever wrote them."""
    server.cli_state = {"migrations": {"default": {"1": False, "2": False}}, "settings": {}}
    server.tables |= {"a", "b"}
    assert herm("project", "apply").code == 0
    assert server.applied == WHOLE[2:]


def test_again_is_nothing_to_do(server: Server) -> None:
    """A second run changes nothing."""
    herm("project", "apply")
    version, sent = server.version, len(server.requests)
    done = herm("project", "apply")
    assert (done.code, server.version) == (0, version)
    assert server.requests[sent:] == ["export_metadata", "get_catalog_state", "get_inconsistent_metadata"]


def test_a_migration_that_is_refused(folder: Path, server: Server) -> None:
    """The file is named with PostgreSQL's words; what came before it stays, nothing of it does."""
    migration(folder, "2_b", "CREATE TABLE b (id int); SELECT 'hidden-data'; -- FAIL 42601")
    done = herm("project", "apply")
    assert done.code == 1
    assert "2_b/up.sql: is refused: it fails; nothing of it is applied" in done.err
    assert server.versions() == [1]
    assert server.tables == {"a"}
    assert tracked(server) == []


@pytest.mark.usefixtures("server")
def test_no_statement_is_shown(folder: Path) -> None:
    """Hasura's answer repeats the statement with its data; the message does not."""
    migration(folder, "2_b", "INSERT INTO x VALUES ('hidden-data'); -- FAIL 23505")
    done = herm("project", "apply")
    assert done.code == 1
    assert "hidden" not in done.err + done.out


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("sqlstate", "said"),
    [
        ("55P03", "./herm project apply --lock-timeout 60"),
        ("57014", "./herm project apply --statement-timeout 3600"),
    ],
)
def test_limits(folder: Path, sqlstate: str, said: str) -> None:
    """A statement that waits or runs too long ends, and the message says how it gets more time."""
    migration(folder, "2_b", f"SELECT 1; -- FAIL {sqlstate}")
    assert said in herm("project", "apply", "--lock-timeout", "5").err


def test_metadata_that_would_be_inconsistent(folder: Path, server: Server) -> None:
    """It is refused in Hasura's words, without definitions; what was there stays, and the migrations do."""
    tables = "".join(f"- table: {{schema: public, name: {name}}}\n" for name in ("a", "nowhere"))
    write(folder, {f"{TABLES}/tables.yaml": tables})
    done = herm("project", "apply")
    assert done.code == 1
    assert 'no such table/view exists in source: "nowhere"' in done.err
    assert "hidden" not in done.err
    assert tracked(server) == []
    assert server.versions() == [1, 2, 3]


def test_metadata_that_does_not_hold(server: Server) -> None:
    """Where the look afterwards finds something inconsistent, the former metadata is put back."""

    def breaks(kind: str) -> None:
        server.unreachable = kind == "get_inconsistent_metadata"

    server.before = breaks
    done = herm("project", "apply")
    assert done.code == 1
    assert "no such table/view" in done.err
    assert tracked(server) == []


def test_a_new_source_goes_back_when_its_migration_fails(folder: Path, server: Server) -> None:
    """A source that was made known for its migrations is taken out again."""
    server.document["sources"] = []
    migration(folder, "1_a", "SELECT 1; -- FAIL 42601")
    assert herm("project", "apply").code == 1
    assert server.document["sources"] == []


def test_somebody_else_changes_metadata(server: Server) -> None:
    """What changed since the plan is named and left as it is."""
    other = {"name": "other", "kind": "postgres", "configuration": CONFIGURATION, "tables": []}

    def change(kind: str) -> None:
        if kind == "reload_metadata":
            server.document = {**server.document, "sources": [*server.document["sources"], other]}
            server.version += 1

    server.before = change
    done = herm("project", "apply")
    assert done.code == 1
    assert "was changed by somebody else since the plan: added source other" in done.err
    assert [source["name"] for source in server.document["sources"]] == ["default", "other"]


def test_a_change_in_the_last_moment(server: Server) -> None:
    """The number of the version is sent, so that a change right before is not overwritten."""

    def change(kind: str) -> None:
        if kind == "replace_metadata":
            server.version += 1

    server.before = change
    assert "was changed by somebody else" in herm("project", "apply").err
    assert tracked(server) == []


def test_what_was_replaced_is_kept(server: Server, tmp_path: Path) -> None:
    """The metadata that was there is in a private file."""
    before = json.dumps(server.document)
    herm("project", "apply")
    kept = tmp_path / "private" / "metadata-before-dev.json"
    assert json.loads(kept.read_text()) == json.loads(before)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_it_comes_back(server: Server) -> None:
    """`restore` puts back what an apply replaced, asks on prod, and the same again undoes it."""
    stack = ("--stack", "prod")
    assert "no apply from this clone has replaced metadata" in herm("project", "restore", *stack).err
    done = herm("project", "apply", "--yes", *stack)
    assert "comes back with ./herm project restore --stack prod" in done.err
    asked = herm("project", "restore", *stack)
    assert asked.code == 1
    assert "  - table public.a" in asked.err
    assert "./herm project restore --stack prod --yes" in asked.err
    assert tracked(server) == ["a", "b", "c"]
    assert "3 put back" in herm("project", "restore", "--yes", *stack).err
    assert tracked(server) == []
    assert herm("project", "restore", "--yes", *stack).code == 0
    assert tracked(server) == ["a", "b", "c"]


def test_what_does_not_suit_the_tables_does_not_come_back(server: Server) -> None:
    """Metadata that names a table which is gone is refused, and stays kept."""
    assert herm("project", "apply").code == 0
    assert herm("project", "restore").code == 0
    tables, server.tables = server.tables, set()
    refused = herm("project", "restore")
    assert refused.code == 1
    assert "no such table/view" in refused.err
    assert tracked(server) == []
    server.tables = tables
    assert herm("project", "restore").code == 0
    assert tracked(server) == ["a", "b", "c"]


def test_without_a_transaction(folder: Path, server: Server) -> None:
    """A marked file is sent alone and noted afterwards."""
    migration(folder, "4_i", "-- hasura:no-transaction\nCREATE INDEX CONCURRENTLY i ON a (id);")
    assert herm("project", "apply").code == 0
    assert server.versions() == [1, 2, 3, 4]
    assert server.applied[3].startswith("-- hasura:no-transaction")


def test_another_database(server: Server) -> None:
    """Where the state is in another database, SQL and state are two steps, and the run says so."""
    server.own = False
    done = herm("project", "apply")
    assert done.code == 0, done.err
    assert "default is not the database of Hasura's catalog" in done.err
    assert is_whole(server)


def test_other_stacks_ask(server: Server) -> None:
    """A stack that is not dev shows its plan, to CI too, and changes nothing unless somebody agrees."""
    done = herm("project", "apply", "--stack", "prod")
    assert done.code == 1
    assert "Stack prod, http://localhost:8080" in done.err
    assert "+ 1_a" in done.err
    assert "./herm project apply --stack prod --yes" in done.err
    assert server.applied == []
    unasked = herm("project", "apply", "--stack", "prod", "--yes")
    assert unasked.code == 0
    assert "+ 1_a" in unasked.err
    assert is_whole(server)


def test_other_ways(server: Server) -> None:
    """What the folder lacks, or what comes too late, stops every stack but dev unless it is allowed."""
    server.cli_state = {"migrations": {"default": {"2": False, "9": False}}, "settings": {}}
    server.tables.add("b")
    stack = ("project", "apply", "--yes", "--stack", "prod")
    done = herm(*stack)
    assert done.code == 1
    assert "has migrations that this folder does not have: default/9" in done.err
    assert "has later migrations than default/1_a, default/3_c" in done.err
    assert herm(*stack, "--allow-missing").code == 1
    assert server.applied == []
    assert herm(*stack, "--allow-missing", "--allow-out-of-order").code == 0
    assert server.versions() == [1, 2, 3, 9]


def test_seeds(folder: Path, server: Server) -> None:
    """Seeds run on dev when they are asked for, and nowhere else."""
    write(folder, {"seeds/default/1_x.sql": "INSERT INTO a VALUES (1);"})
    assert herm("project", "apply", "--stack", "prod", "--yes", "--seeds").code == 2
    assert herm("project", "apply").code == 0
    assert server.applied == WHOLE
    assert herm("project", "apply", "--seeds").code == 0
    assert server.applied[3:] == ["INSERT INTO a VALUES (1);"]


def test_nothing_is_sent_of_a_project_with_a_problem(folder: Path, server: Server) -> None:
    """A file with COMMIT, in the third migration, stops the first one too."""
    migration(folder, "3_c", "CREATE TABLE c (id int);\nCOMMIT;")
    done = herm("project", "apply")
    assert "3_c/up.sql, line 2: COMMIT ends or begins a transaction" in done.err
    assert server.applied == []


def test_an_old_commit_that_is_applied_is_no_problem(folder: Path, server: Server) -> None:
    """Only what is still to be sent is judged."""
    migration(folder, "1_a", "BEGIN; CREATE TABLE a (id int); COMMIT;")
    server.cli_state = {"migrations": {"default": {"1": False}}, "settings": {}}
    server.tables.add("a")
    assert herm("project", "apply").code == 0


def test_what_an_old_cli_applied(server: Server) -> None:
    """State of version 2 that the CLI has not taken over would be applied again: nothing is sent."""
    server.legacy = True
    done = herm("project", "apply")
    assert done.code == 1
    assert "hasura migrate status takes them over, once" in done.err
    assert server.applied == []
    server.cli_state = {"isStateCopyCompleted": True, "settings": {}}
    assert herm("project", "apply").code == 0


def test_migrations_are_off(server: Server) -> None:
    """Somebody turned them off in the state: nothing is applied."""
    server.cli_state = {"settings": {"migration_mode": "false"}}
    assert "has migrations turned off" in herm("project", "apply").err


def test_another_secret(server: Server) -> None:
    """A server that does not take the stack's secret is not the stack's."""
    server.secret = "another"
    done = herm("project", "plan")
    assert "does not take the stack's admin secret" in done.err
    assert done.code == 1


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (504, "something between gave up waiting, and Hasura goes on with it"),
        (404, "is not Hasura's metadata API: it is closed (HASURA_GRAPHQL_ENABLED_APIS), or not reachable"),
        (200, "is not Hasura's metadata API"),
    ],
)
def test_something_else_answers(
    server: Server, monkeypatch: pytest.MonkeyPatch, status: int, said: str
) -> None:
    """A gateway that gives up, a closed API and a page of somebody else's are told apart."""
    page = httpx.Response(status, text="<html>")
    monkeypatch.setattr(server, "handle", lambda _: page)
    assert said in herm("project", "plan").err


def test_verify(server: Server) -> None:
    """Exit code 1 on any difference, 0 when there is none."""
    assert herm("project", "verify").code == 1
    herm("project", "apply")
    done = herm("project", "verify")
    assert (done.code, done.out) == (0, "Stack dev: as the project says\n")
    server.cli_state["migrations"]["default"]["9"] = False
    assert herm("project", "verify").code == 1
    assert json.loads(herm("project", "verify", "--json").out)["same"] is False


@pytest.mark.usefixtures("server")
def test_status() -> None:
    """A few numbers, and the same for machines."""
    facts = json.loads(herm("project", "status", "--json").out)
    assert (facts["applied"], facts["due"], facts["metadataChanges"]) == (0, 3, 3)
    assert "Migrations  0 applied, 3 due" in herm("project", "status").out


@pytest.mark.usefixtures("server")
def test_a_large_project(folder: Path) -> None:
    """A thousand migrations and five hundred tables are read and planned."""
    names = [f"t{number}" for number in range(1000)]
    files = dict(project_files(*names))
    files[f"{TABLES}/tables.yaml"] = "".join(f"- table: {{schema: public, name: {n}}}\n" for n in names[:500])
    for version in (1, 2, 3):
        (folder / f"migrations/default/{version}_{'abc'[version - 1]}/up.sql").unlink()
    write(folder, files)
    plan = json.loads(herm("project", "plan", "--json").out)
    assert len(plan["databases"]["default"]["due"]) == 1000
    assert len(plan["metadata"]) == 500
