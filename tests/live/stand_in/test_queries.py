"""From a token to rows: queries and mutations over real tables, by the permissions of the metadata."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from graphql import build_client_schema, get_introspection_query

from cli.permissions.exported import of_stack
from hasura.permissions.matrix import matrix
from tests.live.containers import sql
from tests.live.stand_in.tables import ADMIN, ARTICLE, AUTHOR, Tables
from tests.support.configurations import dev_settings

pytestmark = pytest.mark.needs_root


@pytest.fixture(autouse=True)
def _fresh(tables: Tables) -> None:
    """The tables with their first rows."""
    tables.fill()


def titles(answer: Any) -> list[str]:
    """The titles of the articles in an answer, sorted."""
    return sorted(article["title"] for article in answer["data"]["article"])


def error(answer: Any) -> tuple[str, str, str]:
    """Code, message and path of an answer's error."""
    only = answer["errors"][0]
    return only["extensions"]["code"], only["message"], only["extensions"]["path"]


def test_rows(tables: Tables) -> None:
    """Each sees the rows of their role: the admin all, users their own and what is published, others less."""
    query = "{ article { title } }"
    assert titles(tables.ask(query)) == ["draft", "out", "own"]
    assert titles(tables.ask(query, 1)) == ["draft", "out"]
    assert titles(tables.ask(query, 2)) == ["out", "own"]
    assert titles(tables.ask(query, "anonymous")) == ["out"]
    assert titles(tables.ask(query, ADMIN | {"x-hasura-role": "user", "x-hasura-user-id": "2"})) == [
        "out",
        "own",
    ]


def test_relationships(tables: Tables) -> None:
    """A rule counts through a relationship, in both directions, and for what hangs on it."""
    answer = tables.ask("{ author(order_by: {id: asc}) { name articles { title author { name } } } }", 2)
    assert answer["data"]["author"] == [
        {"name": "Ann", "articles": [{"title": "out", "author": {"name": "Ann"}}]},
        {"name": "Bob", "articles": [{"title": "own", "author": {"name": "Bob"}}]},
    ]
    by_number = "{ author(order_by: {articles_aggregate: {count: desc}}) { name } }"
    assert tables.ask(by_number)["data"]["author"][0]["name"] == "Ann"


def test_arguments(tables: Tables) -> None:
    """Variables, conditions, order, distinct rows, pages and aggregates are Hasura's."""
    chosen = "where: {title: {_in: $t}}, order_by: {id: desc}, limit: 1"
    query = f"query ($t: [String!]) {{ article({chosen}) {{ title }} }}"
    assert titles(tables.ask(query, t=["draft", "out"])) == ["out"]
    distinct = "{ article(distinct_on: author_id, order_by: [{author_id: asc}, {title: desc}]) { title } }"
    assert titles(tables.ask(distinct)) == ["out", "own"]
    aggregate = "{ article_aggregate { aggregate { count max { title } } nodes { title } } }"
    assert tables.ask(aggregate, 1)["data"]["article_aggregate"]["aggregate"] == {
        "count": 2,
        "max": {"title": "out"},
    }


@pytest.mark.parametrize(
    ("who", "query", "field", "kind"),
    [
        (1, "{ author { phone } }", "phone", "author"),
        ("anonymous", "{ article { id } }", "id", "article"),
        ("anonymous", "{ author { id } }", "author", "query_root"),
        ("anonymous", "{ article_aggregate { aggregate { count } } }", "article_aggregate", "query_root"),
        (ADMIN | {"x-hasura-role": "nobody"}, "{ article { id } }", "article", "query_root"),
        (ADMIN | {"x-hasura-role": "~admin"}, "{ article { id } }", "article", "query_root"),
        ("admin", "{ untracked { id } }", "untracked", "query_root"),
        ("admin", "{ everything { id } }", "everything", "query_root"),
        (
            1,
            "mutation { insert_article(objects: {author_id: 2}) { affected_rows } }",
            "author_id",
            "article_insert_input",
        ),
    ],
)
def test_hidden(tables: Tables, who: Any, query: str, field: str, kind: str) -> None:
    """What somebody may not see does not exist for them, whatever it is, in Hasura's words."""
    code, message, path = error(tables.ask(query, who))
    assert (code, message) == ("validation-failed", f"field '{field}' not found in type: '{kind}'")
    assert path.endswith(f".{field}")


def test_insert(tables: Tables) -> None:
    """A row gets what the role presets; with one that the check refuses nothing is written."""
    insert = "mutation ($rows: [article_insert_input!]!) { insert_article(objects: $rows) { affected_rows } }"
    one = 'mutation { insert_article_one(object: {title: "mine"}) { title } }'
    assert tables.ask(one, 1)["data"]["insert_article_one"] == {"title": "mine"}
    assert titles(tables.ask("{ article(where: {author_id: {_eq: 1}}) { title } }")) == [
        "draft",
        "mine",
        "out",
    ]
    answer = tables.ask(insert, 1, rows=[{"title": "yes"}, {"title": "no way"}])
    assert error(answer)[:2] == (
        "permission-error",
        "check constraint of an insert/update permission has failed",
    )
    assert "yes" not in titles(tables.ask("{ article { title } }"))


def test_update_and_delete(tables: Tables) -> None:
    """Only rows of the filter are changed or deleted; the others are not there for the role."""
    everything = 'where: {title: {_neq: ""}}'
    update = f'mutation {{ update_article({everything}, _set: {{title: "new"}}) {{ affected_rows }} }}'
    assert tables.ask(update, 2)["data"]["update_article"] == {"affected_rows": 1}
    assert titles(tables.ask("{ article { title } }")) == ["draft", "new", "out"]
    delete = f"mutation {{ delete_article({everything}) {{ affected_rows returning {{ title }} }} }}"
    assert tables.ask(delete, 2)["data"]["delete_article"] == {
        "affected_rows": 1,
        "returning": [{"title": "new"}],
    }
    assert error(tables.ask(delete, "anonymous"))[1] == "no mutations exist"


def test_nested_insert_and_upsert(tables: Tables) -> None:
    """Rows that hang together are written at once; a row that is there is changed where that is asked for."""
    row = '{id: 3, name: "C", articles: {data: [{title: "c"}]}}'
    nested = f"mutation {{ insert_author_one(object: {row}) {{ articles {{ title }} }} }}"
    assert tables.ask(nested)["data"]["insert_author_one"] == {"articles": [{"title": "c"}]}
    conflict = "on_conflict: {constraint: author_pkey, update_columns: [name]}"
    upsert = f'mutation {{ insert_author_one(object: {{id: 3, name: "D"}}, {conflict}) {{ name }} }}'
    assert tables.ask(upsert)["data"]["insert_author_one"] == {"name": "D"}


@pytest.mark.parametrize(
    ("row", "prefix"),
    [
        ('author_id: 9, title: "t"', "Foreign key violation. "),
        ("author_id: 1", "Not-NULL violation. "),
        ('author_id: 1, title: "out"', "Uniqueness violation. "),
        ('author_id: 1, title: ""', "Check constraint violation. "),
    ],
)
def test_constraints(tables: Tables, row: str, prefix: str) -> None:
    """What the database refuses is a violation with Hasura's prefix."""
    code, message, _ = error(tables.ask(f"mutation {{ insert_article_one(object: {{{row}}}) {{ id }} }}"))
    assert code == "constraint-violation"
    assert message.startswith(prefix)


def test_backend_only(tables: Tables) -> None:
    """A permission for backends counts with the admin secret and its header alone."""
    insert = 'mutation { insert_article(objects: {title: "r", author_id: 1}) { affected_rows } }'
    robot = {"x-hasura-role": "robot", "x-hasura-use-backend-only-permissions": "true"}
    assert tables.ask(insert, ADMIN | robot) == {"data": {"insert_article": {"affected_rows": 1}}}
    assert "errors" in tables.ask(insert, ADMIN | {"x-hasura-role": "robot"})


def test_introspection_is_the_matrix(tables: Tables) -> None:
    """What a role's schema shows is exactly what its permissions grant: roots, and the review's columns."""
    port, secret = str(urlsplit(tables.url).port), ADMIN["x-hasura-admin-secret"]
    metadata = of_stack(dev_settings(hasuraPort=port, adminSecret=secret))
    cells = {
        (cell.key.role, cell.key.table): cell for cell in matrix(metadata) if cell.key.operation == "select"
    }
    fields = "fields { name }"
    query = (
        f"{{ __schema {{ queryType {{ {fields} }} mutationType {{ {fields} }} types {{ name {fields} }} }} }}"
    )
    expected = {
        "user": {
            *("article", "article_by_pk", "article_aggregate", "author", "author_by_pk"),
            *("insert_article", "insert_article_one", "update_article", "update_article_by_pk"),
            *("update_article_many", "delete_article", "delete_article_by_pk"),
        },
        "anonymous": {"article"},
        "nobody": {"no_queries_available"},
    }
    for role, roots in expected.items():
        seen = tables.ask(query, ADMIN | {"x-hasura-role": role})["data"]["__schema"]
        shown = [*seen["queryType"]["fields"], *(seen["mutationType"] or {"fields": []})["fields"]]
        assert {field["name"] for field in shown} == roots, role
        for table in (AUTHOR, ARTICLE):
            name = table["table"]["name"]
            cell = cells.get((role, name))
            columns = set(cell.columns or ()) if cell else set()
            types = {entry["name"]: entry["fields"] for entry in seen["types"]}
            seen_columns = {field["name"] for field in types.get(name) or ()}
            assert seen_columns - {"author", "articles", "articles_aggregate"} == columns, (role, name)


def test_every_name_is_one_of_graphql(tables: Tables) -> None:
    """A client that knows the rules can read the schema, whatever names the database has."""
    sql(tables.database, 'CREATE TABLE odd (id int PRIMARY KEY, "first name" text)')
    sql(tables.database, 'CREATE TABLE "odd-one" (id int PRIMARY KEY)')
    named = {"column_config": {"first name": {"custom_name": "first_name"}}}
    tables.track({"table": "odd", "configuration": named}, {"table": "odd-one"})
    try:
        seen = build_client_schema(tables.ask(get_introspection_query())["data"])
        assert seen.query_type is not None
        assert set(seen.query_type.fields) == {"odd", "odd_by_pk", "odd_aggregate"}
        assert tables.ask("{ odd { first_name } }") == {"data": {"odd": []}}
        tables.track({"table": "odd-one"})
        seen = build_client_schema(tables.ask(get_introspection_query())["data"])
        assert seen.query_type is not None
        assert set(seen.query_type.fields) == {"no_queries_available"}
    finally:
        tables.track(AUTHOR, ARTICLE)
        sql(tables.database, 'DROP TABLE odd, "odd-one"')
