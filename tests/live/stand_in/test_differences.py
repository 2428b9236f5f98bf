"""Where the stand-in's queries differ from Hasura's, as docs/development/stand-in.md lists it.

Each test fails when a newer query engine does what Hasura does: then the page's line goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.live.containers import sql
from tests.live.stand_in.tables import ADMIN, ARTICLE, AUTHOR, Tables, to

pytestmark = pytest.mark.needs_root


@pytest.fixture
def changed(tables: Tables) -> Iterator[Tables]:
    """The tables for a test that tracks others: afterwards these are tracked again."""
    yield tables
    tables.track(AUTHOR, ARTICLE)


def roots(tables: Tables, kind: str, role: str = "admin") -> Any:
    """The names of a root's fields; None where there is no such root."""
    query = f"{{ __schema {{ {kind} {{ fields {{ name }} }} }} }}"
    seen = tables.ask(query, ADMIN | {"x-hasura-role": role})["data"]["__schema"][kind]
    return seen and [field["name"] for field in seen["fields"]]


def test_no_streams(tables: Tables) -> None:
    """There are no `_stream` fields."""
    assert "article_stream" not in roots(tables, "subscriptionType")
    assert "article_stream" in str(tables.ask("{ article_stream { id } }")["errors"])


def test_hidden_roots_are_shown(changed: Tables) -> None:
    """`query_root_fields` of a permission hides no field."""
    permission = to("narrow", columns=["id"], filter={}, query_root_fields=["select_by_pk"])
    changed.track(AUTHOR, ARTICLE | {"select_permissions": [permission]})
    assert sorted(roots(changed, "queryType", "narrow")) == ["article", "article_by_pk"]


def test_no_inherited_roles(changed: Tables) -> None:
    """An inherited role may do nothing, whatever the roles of its set may do."""
    role = {"role_name": "both", "role_set": ["user", "anonymous"]}
    changed.track(AUTHOR, ARTICLE, inherited_roles=[role])
    assert roots(changed, "queryType", "both") == ["no_queries_available"]
    assert roots(changed, "subscriptionType", "both") is None


def test_several_updates_at_once(tables: Tables) -> None:
    """Who may change some rows alone cannot make several updates at once, by whatever name; the admin can."""
    tables.fill()
    updates = '(updates: [{where: {title: {_eq: "own"}}, _set: {title: "taken"}}]) { affected_rows }'
    several = f"mutation {{ ...m }} fragment m on mutation_root {{ x: update_article_many{updates} }}"
    error = tables.ask(several, 1)["errors"][0]
    assert error["message"] == "field 'update_article_many' not found in type: 'mutation_root'"
    assert "taken" not in sql(tables.database, "SELECT title FROM article")
    assert tables.ask(several)["data"] == {"x": [{"affected_rows": 1}]}


def test_hidden_rows_decide_nothing(tables: Tables) -> None:
    """A role cannot find out about rows of others by aggregates or in a mutation; the admin may ask so."""
    tables.fill()
    by_count = "{ author(order_by: {articles_aggregate: {count: desc}}) { id } }"
    own = '{title: {_eq: "own"}}'
    by_author = f"mutation {{ delete_article(where: {{author: {{articles: {own}}}}}) {{ affected_rows }} }}"
    for query in (by_count, by_author):
        assert tables.ask(query, 1)["errors"][0]["extensions"]["code"] == "not-supported"
    assert tables.ask(by_count)["data"]["author"] == [{"id": 1}, {"id": 2}]
    assert tables.ask(by_author)["data"]["delete_article"] == {"affected_rows": 1}


def test_order_by_hidden_row(changed: Tables) -> None:
    """An order by a related row that is hidden takes it as it is; in Hasura it is null, and so the last."""
    changed.fill()
    own = to("user", columns=["name"], filter={"id": {"_eq": "x-hasura-user-id"}})
    every = to("user", columns=["id"], filter={})
    changed.track(AUTHOR | {"select_permissions": [own]}, ARTICLE | {"select_permissions": [every]})
    query = "{ article(order_by: [{author: {name: asc}}, {id: asc}]) { id author { name } } }"
    rows = changed.ask(query, 2)["data"]["article"]
    assert [row["id"] for row in rows] == [1, 2, 3]
    assert [row["author"] for row in rows] == [None, None, {"name": "Bob"}]


@pytest.mark.parametrize("where", [{"_not": {}}, {"_or": [{}, {"id": {"_eq": 1}}]}])
def test_empty_rules_of_clients(tables: Tables, where: Any) -> None:
    """What constrains nothing is left out of a client's `where`; Hasura reads no row, and every row."""
    tables.fill()
    query = "query ($where: article_bool_exp!) { article(where: $where) { id } }"
    rows = tables.ask(query, where=where)["data"]["article"]
    assert len(rows) == (3 if where == {"_not": {}} else 1)


def test_unusual_columns(changed: Tables) -> None:
    """A table with a column `t` cannot be read; a numeric has the digits of a float; no array `_contains`."""
    made = """CREATE TABLE IF NOT EXISTS lettered (id int PRIMARY KEY, t text);
        CREATE TABLE IF NOT EXISTS measured (amount numeric PRIMARY KEY, tags text[]);
        INSERT INTO measured VALUES (12345678901234567890.125, '{x}') ON CONFLICT DO NOTHING"""
    sql(changed.database, made)
    others = ({"table": {"schema": "public", "name": name}} for name in ("lettered", "measured"))
    changed.track(AUTHOR, ARTICLE, *others)
    assert "row_to_json(text) does not exist" in str(changed.ask("{ lettered { id } }")["errors"])
    assert changed.ask("{ measured { amount } }")["data"]["measured"] == [{"amount": 12345678901234567000.0}]
    refused = changed.ask('{ measured(where: {tags: {_contains: ["x"]}}) { amount } }')["errors"]
    assert "field '_contains' not found" in str(refused)
