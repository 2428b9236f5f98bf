"""A project folder is read as Hasura's CLI reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from delivery.folder.project import read_project
from infra.problems import ProblemsError
from tests.unit.delivery.project_files import ACTIONS, SDL, SMALLEST, write

TABLES = "metadata/databases/default/tables"


def refusal(folder: Path) -> str:
    """Everything that is said about a folder that cannot be read."""
    with pytest.raises(ProblemsError) as error:
        read_project(folder)
    return str(error.value)


def test_a_project(tmp_path: Path) -> None:
    """Metadata is one document with every include in its place; migrations have a version and both ways."""
    project = read_project(write(tmp_path, SMALLEST))
    (source,) = project.metadata["sources"]
    assert source["tables"] == [{"table": {"name": "author", "schema": "public"}}]
    assert json.loads(json.dumps(project.metadata))["version"] == 3
    (migration,) = project.migrations["default"]
    assert (migration.version, migration.name) == (1700000000000, "author")
    assert migration.down is not None


@pytest.mark.parametrize("include", ['"!include public_author.yaml"', "!include public_author.yaml"])
def test_both_spellings_of_include(tmp_path: Path, include: str) -> None:
    """The CLI writes `!include` as text in quotes; a tag is as good."""
    write(tmp_path, {**SMALLEST, f"{TABLES}/tables.yaml": f"- {include}\n"})
    (source,) = read_project(tmp_path).metadata["sources"]
    assert source["tables"][0]["table"]["name"] == "author"


def test_an_include_of_another_kind_is_its_text(tmp_path: Path) -> None:
    """A file that is not .yaml stands as text where it is included: a query in its own file."""
    write(tmp_path, SMALLEST)
    query = "query authors {\n  author { id }\n}\n"
    lists = (
        "- name: allowed\n  definition:\n    queries:\n      - name: a\n        query: !include a.graphql\n"
    )
    write(tmp_path, {"metadata/query_collections.yaml": lists, "metadata/a.graphql": query})
    (collection,) = read_project(tmp_path).metadata["query_collections"]
    assert collection["definition"]["queries"][0]["query"] == query


def test_words_are_those_of_yaml_1_2(tmp_path: Path) -> None:
    """A column may be called `on`, `no` or like a day: only true and false are booleans."""
    table = "table: {name: t, schema: public}\nselect_permissions:\n- role: user\n  permission:\n"
    table += "    columns: [on, no, y, 2024-01-01, 12:30:00]\n    filter: {}\n    allow_aggregations: true\n"
    write(tmp_path, {**SMALLEST, f"{TABLES}/public_author.yaml": table})
    (source,) = read_project(tmp_path).metadata["sources"]
    (permission,) = source["tables"][0]["select_permissions"]
    assert permission["permission"]["columns"] == ["on", "no", "y", "2024-01-01", "12:30:00"]
    assert permission["permission"]["allow_aggregations"] is True


def test_marks_line_ends_and_letters(tmp_path: Path) -> None:
    """Byte order marks, CRLF and letters of every script are read as they are meant."""
    text = "\ufefftable:\r\n  name: таблица\r\n  schema: public\r\n".encode()
    write(tmp_path, {**SMALLEST, f"{TABLES}/public_author.yaml": text})
    (source,) = read_project(tmp_path).metadata["sources"]
    assert source["tables"][0]["table"]["name"] == "таблица"


def test_what_is_included_in_a_circle(tmp_path: Path) -> None:
    """Files that include each other are told with the whole circle, and end."""
    write(tmp_path, {**SMALLEST, f"{TABLES}/public_author.yaml": "- !include tables.yaml\n"})
    said = refusal(tmp_path)
    assert "public_author.yaml, line 1: includes what includes it" in said
    assert "tables.yaml -> " in said


def test_a_missing_include(tmp_path: Path) -> None:
    """A file that is not there is told with the line that names it."""
    write(tmp_path, {**SMALLEST, f"{TABLES}/tables.yaml": "# tables\n- !include public_gone.yaml\n"})
    assert "tables.yaml, line 2: includes public_gone.yaml" in refusal(tmp_path)


def test_a_file_that_everybody_includes_twice(tmp_path: Path) -> None:
    """The same file in two places is no circle."""
    write(tmp_path, {**SMALLEST, f"{TABLES}/tables.yaml": "- !include public_author.yaml\n" * 2})
    (source,) = read_project(tmp_path).metadata["sources"]
    assert len(source["tables"]) == 2


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("config.yaml", "endpoint: http://localhost:8080\n", "has no version, which is version 1"),
        ("config.yaml", "version: 2\n", "has version 2"),
        ("metadata/version.yaml", "version: 2\n", "version.yaml, line 1: has version 2"),
        ("metadata/cron_triggers.yaml", "name: a\n", "cron_triggers.yaml, line 1: has to hold a list"),
        ("metadata/network.yaml", "- a\n", "network.yaml, line 1: has to hold a mapping"),
        (
            f"{TABLES}/public_author.yaml",
            "table: a\nis_enum: true\ntable: b\n",
            "line 3: has the key 'table'",
        ),
        (f"{TABLES}/public_author.yaml", "table: [\n", "is not YAML"),
        (f"{TABLES}/public_author.yaml", b"table: \xff\n", "is not UTF-8 (byte 8)"),
        ("migrations/1_old/up.sql", "select 1", "without a database's folder"),
        (
            "migrations/default/1700000000000_again/up.sql",
            "select 1",
            "only one of them would ever be applied",
        ),
        ("migrations/default/0_none/up.sql", "select 1", "has a version that Hasura cannot keep"),
        ("migrations/default/users/up.sql", "select 1", "no number before its name"),
        (f"{TABLES}/tables.yaml", "- author\n", "databases.yaml, line 1: has a text as entry 1 of tables"),
        (f"{TABLES}/tables.yaml", "table: author\n", "has to have a list under tables, and has a mapping"),
        (
            f"{TABLES}/public_author.yaml",
            "table: author\nselect_permissions:\n  - user\n  - [1]\n  -\n",
            "public_author.yaml, line 1: has a text as entry 1 of select_permissions",
        ),
        ("metadata/cron_triggers.yaml", "- 5\n", "cron_triggers.yaml, line 1: has a number as entry 1"),
        ("metadata/actions.yaml", "actions:\n- act\n", "actions.yaml, line 1: has a text as entry 1"),
        ("metadata/actions.yaml", "actions: []\ncustom_types: []\n", "a mapping under custom_types"),
        ("metadata/actions.yaml", "custom_types: {objects: 1}\n", "a list under objects, and has a number"),
        ("metadata/actions.graphql", "type Mutation { act: Int }\n", "lacks the action act"),
        ("metadata/actions.graphql", "type A {\n  a Int }\n", "actions.graphql, line 2: is not GraphQL"),
        ("metadata/actions.graphql", "\nunion U = A | B\n", "line 2: has a union type definition"),
        ("metadata/actions.yaml", "actions:\n- name: act\n", "has the action act, which is not a field"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, file: str, text: str | bytes, said: str) -> None:
    """What is wrong in a file is told with the file, and with the line where one has it."""
    write(tmp_path, {**SMALLEST, file: text})
    assert said in refusal(tmp_path)


def test_every_problem_at_once(tmp_path: Path) -> None:
    """Two files that are wrong are told in one run."""
    write(tmp_path, {**SMALLEST, "metadata/network.yaml": "- a\n", "migrations/1_old/up.sql": "select 1"})
    said = refusal(tmp_path)
    assert "network.yaml" in said
    assert "1_old" in said


def test_files_of_version_1_lie_flat(tmp_path: Path) -> None:
    """Older projects have `<version>_<name>.up.sql`; they are in the order of their numbers."""
    flat = {f"migrations/default/{version}_m.up.sql": "select 1" for version in (9, 10)}
    project = read_project(
        write(tmp_path, {**SMALLEST, **flat, "migrations/default/9_m.down.sql": "select 1"})
    )
    first, second, _ = project.migrations["default"]
    assert (first.version, second.version) == (9, 10)
    assert first.down is not None
    assert second.down is None


def test_what_is_not_a_migration_is_skipped(tmp_path: Path) -> None:
    """Empty files, folders without `up.sql` and other files are none, as for the CLI."""
    others = {"5_empty/up.sql": "", "6_down/down.sql": "select 1", "README.md": "words"}
    write(tmp_path, {**SMALLEST, **{f"migrations/default/{name}": text for name, text in others.items()}})
    assert [one.version for one in read_project(tmp_path).migrations["default"]] == [1700000000000]


def test_links_are_followed(tmp_path: Path) -> None:
    """A migration, a table's file and the whole project may be a link."""
    real = write(tmp_path / "real", SMALLEST)
    elsewhere = write(tmp_path / "elsewhere", {"2_linked/up.sql": "select 2"})
    (real / "migrations/default/2_linked").symlink_to(elsewhere / "2_linked")
    (tmp_path / "link").symlink_to(real)
    assert [one.version for one in read_project(tmp_path / "link").migrations["default"]] == [
        2,
        1700000000000,
    ]


def test_the_layout_of_a_workshop(tmp_path: Path) -> None:
    """Folders of other names, and `.env` as a folder, are as good."""
    moved = {name.replace("metadata/", "meta/"): text for name, text in SMALLEST.items()}
    moved["config.yaml"] = "version: 3\nmetadata_directory: meta\n"
    moved[".env/hasura.dev.env"] = "HASURA_GRAPHQL_ENDPOINT=http://localhost:8080\n"
    assert read_project(write(tmp_path / "api", moved)).metadata["sources"]


def test_empty_files_are_objects_without_entries(tmp_path: Path) -> None:
    """What the CLI writes for an object that has nothing is nothing here too."""
    empty = {
        "allow_list.yaml": "[]\n",
        "network.yaml": "{}\n",
        "remote_schemas.yaml": "",
        "actions.graphql": "\n",
    }
    empty["actions.yaml"] = "actions: []\ncustom_types:\n  enums: []\n"
    write(tmp_path, {**SMALLEST, **{f"metadata/{name}": text for name, text in empty.items()}})
    assert set(read_project(tmp_path).metadata) == {"version", "sources"}


def test_seeds_are_in_order(tmp_path: Path) -> None:
    """Seeds are read by database, in the order of their names."""
    seeds = {f"seeds/default/{name}.sql": "select 1" for name in ("2_b", "1_a")}
    project = read_project(write(tmp_path, {**SMALLEST, **seeds}))
    assert [file.name for file in project.seeds["default"]] == ["1_a.sql", "2_b.sql"]


def test_a_large_project(tmp_path: Path) -> None:
    """A thousand migrations and five hundred tables are read."""
    files = {f"{TABLES}/t{n}.yaml": f"table:\n  name: t{n}\n  schema: public\n" for n in range(500)}
    files[f"{TABLES}/tables.yaml"] = "".join(f'- "!include t{n}.yaml"\n' for n in range(500))
    files |= {f"migrations/default/{n}_m/up.sql": f"CREATE TABLE t{n} (id int);" for n in range(1, 1001)}
    project = read_project(write(tmp_path, {**SMALLEST, **files}))
    assert len(project.metadata["sources"][0]["tables"]) == 500
    assert len(project.migrations["default"]) == 1001


def test_actions_and_their_types(tmp_path: Path) -> None:
    """The types of actions.graphql and the rest of actions.yaml become one, as by Hasura's CLI."""
    write(tmp_path, {**SMALLEST, "metadata/actions.graphql": SDL, "metadata/actions.yaml": ACTIONS})
    metadata = read_project(tmp_path).metadata
    login, now = metadata["actions"]
    assert login == {
        "name": "login",
        "comment": "Lets a user in.",
        "definition": {
            "kind": "synchronous",
            "handler": "{{BASE}}/login",
            "forward_client_headers": True,
            "type": "mutation",
            "arguments": [{"name": "name", "type": "String!"}, {"name": "tags", "type": "[Tag!]"}],
            "output_type": "LoginOutput",
        },
        "permissions": [{"role": "anonymous"}],
    }
    assert (now["definition"]["type"], now["definition"]["output_type"]) == ("query", "Day")
    assert metadata["custom_types"] == {
        "enums": [
            {"name": "Kind", "values": [{"value": "BIG"}, {"value": "SMALL", "description": "Not big."}]}
        ],
        "input_objects": [{"name": "Tag", "fields": [{"name": "name", "type": "String!"}]}],
        "objects": [
            {
                "name": "LoginOutput",
                "relationships": [{"name": "user", "type": "object", "field_mapping": {"user_id": "id"}}],
                "fields": [
                    {"name": "token", "type": "String!"},
                    {"name": "user_id", "type": "Int", "description": "Who it is."},
                ],
            }
        ],
        "scalars": [{"name": "Day"}],
    }
