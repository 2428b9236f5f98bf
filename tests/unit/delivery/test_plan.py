"""What applying would do, object by object."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from delivery.checks import check_project
from delivery.folder.migrations import Migration
from delivery.folder.project import Project, read_project
from delivery.metadata.difference import difference
from delivery.plan import make_plan
from delivery.state import parse_state, with_version
from tests.unit.delivery.project_files import SMALLEST, write

# The CLI's own example, packaging/cli-migrations/v3/test/validation/catalog_cli_state.json.
PUBLISHED = {
    "isStateCopyCompleted": True,
    "migrations": {"default": {"1616826329751": False}},
    "settings": {"migration_mode": "true"},
}


def table(name: str, **parts: Any) -> dict[str, Any]:
    """A table of schema public."""
    return {"table": {"schema": "public", "name": name}, **parts}


def metadata(*tables: dict[str, Any], **others: Any) -> dict[str, Any]:
    """A document with one source."""
    url = {"connection_info": {"database_url": {"from_env": "HASURA_GRAPHQL_DATABASE_URL"}}}
    source = {"name": "default", "kind": "postgres", "configuration": url, "tables": list(tables)}
    return {"version": 3, "sources": [source], **others}


def select(role: str, *columns: str, **rules: Any) -> dict[str, Any]:
    """A select permission."""
    return {"role": role, "permission": {"columns": list(columns), "filter": {}, **rules}}


def project(*versions: int, wanted: dict[str, Any] | None = None) -> Project:
    """A project with migrations of these versions."""
    migrations = tuple(Migration(version, "m", Path(f"{version}_m/up.sql")) for version in sorted(versions))
    return Project(Path("project"), wanted or metadata(), {"default": migrations}, {})


def applied(*versions: int) -> Any:
    """The state of the CLI with these versions."""
    return parse_state({"migrations": {"default": {str(version): False for version in versions}}})


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The differences as a reviewer reads them."""
    return [": ".join((str(one), *one.details)) for one in difference(before, after)]


def test_due_late_missing() -> None:
    """Due is what the state lacks, late what is older than an applied one, missing what the folder lacks."""
    plan = make_plan(project(1, 2, 3, 5), applied(1, 3, 4), metadata())
    (database,) = plan.databases
    assert [one.version for one in database.due] == [2, 5]
    assert [one.version for one in database.late] == [2]
    assert database.missing == (4,)
    assert database.applied == 2


def test_nothing_to_do() -> None:
    """The same migrations and the same metadata are an empty plan."""
    assert make_plan(project(1), applied(1), metadata()).is_empty


def test_a_database_without_a_folder() -> None:
    """What is applied in a database that the folder does not have is missing too."""
    state = parse_state({"migrations": {"other": {"7": False}}})
    assert make_plan(project(1), state, metadata()).missing == (("other", 7),)


def test_a_new_source() -> None:
    """A source that is not there yet is named, because its migrations cannot be sent before."""
    assert make_plan(project(1), applied(), {"version": 3, "sources": []}).new_sources == ("default",)


def test_differences_by_object_and_permission() -> None:
    """A permission is told with role and table, its columns one by one, its rule from what to what."""
    before = metadata(
        table("author", select_permissions=[select("user", "id", "email"), select("guest", "id")]),
        table("old"),
    )
    rule = {"id": {"_eq": "X-Hasura-User-Id"}}
    after = metadata(
        table(
            "author",
            select_permissions=[{"role": "user", "permission": {"columns": ["id", "name"], "filter": rule}}],
            array_relationships=[{"name": "articles", "using": {}}],
        )
    )
    said = "filter: every row -> id is the session's x-hasura-user-id"
    assert changes(before, after) == [
        "removed select permission of guest on public.author",
        "removed table public.old",
        "added array relationship articles of public.author",
        "changed select permission of user on public.author: columns: +name -email: " + said,
    ]


def test_what_means_the_same() -> None:
    """Empty values, their absence, and the order of tables and columns are no difference."""
    before = metadata(table("a", select_permissions=[select("user", "id", "name")]), table("b"))
    after = metadata(
        table("b", object_relationships=[], is_enum=False),
        table("a", select_permissions=[select("user", "name", "id", allow_aggregations=False, comment="")]),
        actions=[],
        network={},
    )
    assert changes(before, after) == []


def test_what_hasura_writes_out() -> None:
    """An export has schemas and defaults that the folder leaves out; that is no difference."""
    trigger = {
        "name": "t",
        "definition": {"enable_manual": False, "insert": {"columns": "*"}},
        "webhook": "w",
    }
    retry = {"num_retries": 0, "interval_sec": 10, "timeout_sec": 60}
    short = metadata({"table": "a", "event_triggers": [trigger]}, actions=[{"name": "x", "definition": {}}])
    del short["sources"][0]["kind"]
    long = metadata(
        table("a", event_triggers=[{**trigger, "retry_conf": retry}]),
        actions=[{"name": "x", "definition": {"kind": "synchronous", "type": "mutation"}, "comment": None}],
    )
    long["sources"][0]["configuration"]["connection_info"]["isolation_level"] = "read-committed"
    assert changes(short, long) == []


def test_a_rule_for_all_rows_is_not_a_missing_one() -> None:
    """`check: {}` is told where there was no check before, although both let everything be written."""
    permission = {"role": "user", "permission": {"columns": "*", "filter": {"a": 1}}}
    open_one = deepcopy(permission)
    open_one["permission"]["check"] = {}  # type: ignore[index]
    before, after = (metadata(table("t", update_permissions=[one])) for one in (permission, open_one))
    assert changes(before, after) == ["changed update permission of user on public.t: check: every row"]


def test_no_value_of_other_objects_is_shown() -> None:
    """A header of a remote schema may hold a secret: only the member's name is told."""

    def remote(value: str) -> dict[str, Any]:
        headers = [{"name": "key", "value": value}]
        return metadata(
            remote_schemas=[{"name": "r", "definition": {"url": "https://r", "headers": headers}}]
        )

    assert changes(remote("hidden-one"), remote("hidden-two")) == ["changed remote schema r: definition"]


def test_every_kind_of_object_has_a_name() -> None:
    """Each object of a document that is added is told by itself."""
    others = {
        "remote_schemas": [{"name": "r", "permissions": [{"role": "user", "definition": {}}]}],
        "actions": [{"name": "act", "permissions": [{"role": "user"}]}],
        "custom_types": {"objects": [{"name": "Out"}], "scalars": [{"name": "Day"}]},
        "cron_triggers": [{"name": "nightly"}],
        "rest_endpoints": [{"name": "list"}],
        "inherited_roles": [{"role_name": "both", "role_set": ["a", "b"]}],
        "query_collections": [{"name": "allowed"}],
        "allowlist": [{"collection": "allowed"}],
        "network": {"tls_allowlist": [{"host": "h"}]},
    }
    function = {"function": {"schema": "public", "name": "search"}, "permissions": [{"role": "user"}]}
    after = metadata(**others)
    after["sources"][0]["functions"] = [function]
    assert [str(one) for one in difference(metadata(), after)] == [
        "added function public.search",
        "added execute permission of user on public.search",
        "added remote schema r",
        "added execute permission of user on r",
        "added action act",
        "added execute permission of user on act",
        "added scalar type Day",
        "added object type Out",
        "added cron trigger nightly",
        "added REST endpoint list",
        "added inherited role both",
        "added query collection allowed",
        "added allow list allowed",
        "added setting network",
    ]


def test_a_large_plan() -> None:
    """A thousand migrations and five hundred tables are compared."""
    tables = [table(f"t{n}", select_permissions=[select("user", "id")]) for n in range(500)]
    plan = make_plan(project(*range(1, 1001), wanted=metadata(*tables)), applied(*range(1, 501)), metadata())
    assert len(plan.due) == 500
    assert len(plan.metadata) == 1000


def test_the_published_state() -> None:
    """The CLI's own example is read, and one more version changes nothing else in it."""
    assert parse_state(PUBLISHED).applied == {"default": frozenset({1616826329751})}
    assert parse_state(PUBLISHED).copied
    after = with_version(PUBLISHED, "default", 5, "applied")
    assert after == {**PUBLISHED, "migrations": {"default": {"1616826329751": False, "5": False}}}


def test_a_first_state_is_the_published_one() -> None:
    """The first migration on a new server leaves what the CLI would leave."""
    assert with_version({}, "default", 1616826329751, "applied") == PUBLISHED


@given(
    st.one_of(
        st.none(),
        st.fixed_dictionaries(
            {},
            optional={
                "migrations": st.one_of(st.none(), st.dictionaries(st.sampled_from("ab"), st.none())),
                "settings": st.one_of(st.none(), st.just({"migration_mode": "false"})),
                "other": st.integers(),
            },
        ),
    )
)
def test_half_made_states(state: Any) -> None:
    """What other clients left is read without a fault, and what herm does not know stays."""
    after = with_version(state, "default", 1, "applied")
    assert parse_state(after).applied["default"] == {1}
    assert (state or {}).get("other") == after.get("other")
    assert parse_state(after).disabled is parse_state(state).disabled


def _checked(tmp_path: Path, databases: str) -> list[str]:
    write(tmp_path, {**SMALLEST, "metadata/databases/databases.yaml": databases})
    problems = check_project(
        read_project(tmp_path), "prod", {"HASURA_GRAPHQL_DATABASE_URL"}, lambda name: f"set {name}"
    )
    return [str(problem) for problem in problems]


def _source(url: str) -> str:
    start = "- name: default\n  kind: postgres\n  configuration:\n"
    return f"{start}    connection_info:\n      database_url:{url}\n"


def test_a_literal_address_is_refused(tmp_path: Path) -> None:
    """A database's address in the folder is told with its line, and not shown."""
    (said,) = _checked(tmp_path, _source(" postgres://u:hidden@h/d"))
    assert "databases.yaml, line 5: has a database's address in plain text" in said
    assert "hidden" not in said


def test_a_missing_variable_is_refused(tmp_path: Path) -> None:
    """A variable that the stack does not have is told with its line and the command that sets it."""
    (said,) = _checked(tmp_path, _source("\n        from_env: OTHER_URL"))
    assert "databases.yaml, line 6: needs the environment variable OTHER_URL" in said
    assert "set OTHER_URL" in said


def test_variables_in_templates(tmp_path: Path) -> None:
    """Addresses with {{NAME}} need the variable as much."""
    remote = "- name: r\n  definition:\n    url: '{{REMOTE}}/graphql'\n"
    write(tmp_path, {"metadata/remote_schemas.yaml": remote})
    (said,) = _checked(tmp_path, _source("\n        from_env: HASURA_GRAPHQL_DATABASE_URL"))
    assert "remote_schemas.yaml, line 3: needs the environment variable REMOTE" in said


def test_migrations_of_an_unknown_database(tmp_path: Path) -> None:
    """A folder of migrations whose database no source has is told; nothing would apply them."""
    (said,) = _checked(tmp_path, "[]\n")
    assert "has migrations of the database default" in said
