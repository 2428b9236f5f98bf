"""What the database does not bear out, in Hasura's words."""

from __future__ import annotations

from typing import Any

import pytest

from doubles.standin.metadata.catalog.schema import Relation
from doubles.standin.metadata.catalog.sources import SourceError
from doubles.standin.metadata.checks.consistency import inconsistencies
from hasura.metadata import read_metadata
from tests.unit.doubles.standin.memory import LIBRARY, relation, schema

REL = 'in table "article": in relationship "rel": '


def told(tables: list[Any], functions: list[Any] | None = None, database: Any = LIBRARY) -> list[str]:
    """The reasons that are given."""
    source = {"name": "default", "kind": "postgres", "tables": tables, "functions": functions or []}
    found = inconsistencies(read_metadata({"sources": [source]}), {"default": database})
    return [entry.body()["reason"] for entry in found]


def relationship(using: Any, kind: str = "object", table: str = "article") -> dict[str, Any]:
    """A table with one relationship."""
    return {"table": table, f"{kind}_relationships": [{"name": "rel", "using": using}]}


def permission(**definition: Any) -> list[Any]:
    """Authors and articles, with a permission to select articles."""
    entry = {"role": "user", "permission": {"columns": [], "filter": {}} | definition}
    article = relationship({"foreign_key_constraint_on": "author_id"})
    return [{"table": "author"}, article | {"select_permissions": [entry]}]


@pytest.mark.parametrize(
    "using",
    [
        {"foreign_key_constraint_on": "author_id"},
        {"manual_configuration": {"remote_table": "author", "column_mapping": {"author_id": "id"}}},
    ],
)
def test_consistent_relationships(using: Any) -> None:
    """Relationships by a key, and by columns that exist, are consistent, in both directions."""
    back = {"foreign_key_constraint_on": {"table": "article", "column": "author_id"}}
    assert told([relationship(back, "array", "author"), relationship(using)]) == []


@pytest.mark.parametrize(
    ("using", "reason"),
    [
        (
            {"foreign_key_constraint_on": "title"},
            f"{REL}no foreign key constraint exists on the given column(s)",
        ),
        (
            {"foreign_key_constraint_on": {"table": "nope", "column": "x"}},
            f'{REL}table "nope" does not exist in source: default',
        ),
        ({"foreign_key_constraint_on": "author_id"}, 'table "author" is not tracked'),
        (
            {"manual_configuration": {"remote_table": "author", "column_mapping": {"nope": "id"}}},
            f'{REL}table "article" has no field named "nope"',
        ),
        (
            {"manual_configuration": {"remote_table": "nope", "column_mapping": {"title": "id"}}},
            'table "nope" is not tracked',
        ),
    ],
)
def test_relationships(using: Any, reason: str) -> None:
    """A relationship needs its key, its columns, and a tracked table at its end."""
    assert told([relationship(using)]) == [f"Inconsistent object: {reason}"]


def test_name_of_a_column() -> None:
    """A relationship has a name that no column has."""
    article = {
        "table": "article",
        "object_relationships": [{"name": "title", "using": {"foreign_key_constraint_on": "author_id"}}],
    }
    assert "field definition conflicts" in told([{"table": "author"}, article])[0]


@pytest.mark.parametrize(
    "definition",
    [
        {"columns": "*"},
        {"columns": ["id", "title"]},
        {"filter": {"_and": [{"title": {"_eq": "x"}}, {"_not": {"rel": {"name": {"_eq": "x"}}}}]}},
        {"filter": {"_exists": {"_table": "author", "_where": {"name": {"_is_null": True}}}}},
        {"check": {"author_id": {"_eq": "X-Hasura-User-Id"}}, "set": {"title": "x"}},
    ],
)
def test_consistent_permissions(definition: Any) -> None:
    """Permissions that name what is there are consistent, through relationships and other tables too."""
    assert told(permission(**definition)) == []


@pytest.mark.parametrize(
    ("definition", "unknown"),
    [
        ({"columns": ["id", "nope"]}, "nope"),
        ({"filter": {"nope": {"_eq": 1}}}, "nope"),
        ({"filter": {"_or": [{}, {"rel": {"title": {"_eq": 1}}}]}}, "title"),
        ({"filter": {"_exists": {"_table": "author", "_where": {"title": {}}}}}, "title"),
        ({"check": {"_not": {"nope": {}}}}, "nope"),
        ({"set": {"nope": 1}}, "nope"),
    ],
)
def test_permissions(definition: Any, unknown: str) -> None:
    """A permission names columns and relationships that are there, wherever it names them."""
    reason = f'in table "article": in permission for role "user": "{unknown}" does not exist'
    assert told(permission(**definition)) == [f"Inconsistent object: {reason}"]


@pytest.mark.parametrize(
    ("author", "article", "reason"),
    [
        ({"custom_name": "article"}, {}, 'table "author" has its root field "article", too'),
        (
            {"custom_root_fields": {"select": {"name": "article_aggregate"}}},
            {},
            'table "author" has its root field "article_aggregate", too',
        ),
        (
            {},
            {"column_config": {"title": {"custom_name": "id"}}},
            'the columns "id" and "title" have one field name, "id"',
        ),
    ],
)
def test_names_given_twice(author: Any, article: Any, reason: str) -> None:
    """Two fields of one name are told with their table, and not left to the query engine's start."""
    tables = [{"table": "author", "configuration": author}, {"table": "article", "configuration": article}]
    assert told(tables) == [f'Inconsistent object: in table "article": {reason}']


def test_names_exchanged() -> None:
    """Fields may have each other's names."""
    names = {"custom_column_names": {"id": "title", "title": "id"}}
    assert told([{"table": "article", "configuration": names}]) == []


@pytest.mark.parametrize(
    ("table", "configuration", "name"),
    [
        (relation(1, "author", "id", "first name"), {}, "first name"),
        (relation(1, "author", "id"), {"column_config": {"id": {"custom_name": "1st"}}}, "1st"),
        (relation(1, "author", "id", unique=("author_pkey", "author-id")), {}, "author-id"),
    ],
)
def test_names_that_graphql_cannot_have(table: Relation, configuration: Any, name: str) -> None:
    """A column or a key with such a name makes its table inconsistent, in Hasura's words."""
    tables = [{"table": "author", "configuration": configuration}]
    reason = f'cannot include "{name}" in the GraphQL schema because  it is not a valid GraphQL identifier'
    assert told(tables, database=schema(table)) == [f"Inconsistent object: {reason}"]


def test_a_name_for_a_column_that_has_none() -> None:
    """A custom name is the cure; a key of a table that is not shown needs none."""
    author = relation(1, "author", "id", "first name", unique=("author_pkey",))
    hidden = relation(2, "the-author", "id", unique=("the-author_pkey",))
    configuration = {"column_config": {"first name": {"custom_name": "first_name"}}}
    tables = [{"table": "author", "configuration": configuration}, {"table": "the-author"}]
    assert told(tables, database=schema(author, hidden)) == []


def test_functions() -> None:
    """A function is there, once."""
    database = schema(functions={"one": 1, "two": 2})
    two, none = told([], [{"function": name} for name in ("one", "two", "three")], database)
    assert 'function "two" is overloaded' in two
    assert 'no such function exists: "three"' in none


def test_source_out_of_reach() -> None:
    """A source that cannot be asked is inconsistent itself, and nothing in it is told."""
    reasons = told([{"table": "nope"}], database=SourceError("environment variable 'X' not set"))
    assert reasons == ["Inconsistent object: environment variable 'X' not set"]


def test_inside_an_inconsistent_table() -> None:
    """Of a table that does not exist, nothing else is told."""
    table = {"table": "nope", "select_permissions": [{"role": "u", "permission": {"filter": {"x": {}}}}]}
    assert len(told([table])) == 1


def test_several_keys() -> None:
    """Two keys of the same columns leave open which is meant."""
    twice = relation(2, "article", "id", author_id="author")
    twice = type(twice)(twice.oid, twice.name, twice.columns, twice.keys * 2)
    database = schema(relation(1, "author", "id"), twice)
    using = {"foreign_key_constraint_on": "author_id"}
    assert (
        "more than one foreign key" in told([{"table": "author"}, relationship(using)], database=database)[0]
    )
