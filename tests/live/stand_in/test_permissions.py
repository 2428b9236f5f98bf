"""Permissions of any form, from the request to PostgreSQL: the rows and the schema that a role is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.live.containers import sql
from tests.live.stand_in.rules import RULES
from tests.live.stand_in.tables import ADMIN, ARTICLE, AUTHOR, Tables, to

pytestmark = pytest.mark.needs_root

COLUMNS = ("id", "author_id", "title", "body", "published")
ROLES = 50  # of one example, so that metadata is changed a few times and not hundreds of times
SCHEMA = """
  __type(name: "article") { fields { name } }
  __schema {
    queryType { fields { name } } subscriptionType { name fields { name } } mutationType { name }
    types { name fields { name } }
  }
"""


@dataclass(frozen=True)
class Granted:
    """A permission to select articles, and the condition in SQL that says the same as its rule."""

    rule: dict[str, Any]
    condition: str
    columns: tuple[str, ...]
    limit: int | None
    aggregates: bool

    def permission(self) -> dict[str, Any]:
        """The permission as metadata has it."""
        limit = {} if self.limit is None else {"limit": self.limit}
        return {
            "columns": list(self.columns),
            "filter": self.rule,
            "allow_aggregations": self.aggregates,
            **limit,
        }

    def select(self, number: int) -> str:
        """The rows that it grants, as JSON beside a number."""
        names = ", ".join(self.columns)
        limit = "" if self.limit is None else f" LIMIT {self.limit}"
        rows = f"SELECT {names} FROM article WHERE {self.condition} ORDER BY id{limit}"  # noqa: S608 - ours
        return f"SELECT {number} AS number, (SELECT coalesce(jsonb_agg(r), '[]') FROM ({rows}) r)"  # noqa: S608

    def roots(self) -> set[str]:
        """The fields of the roots that its role is shown, which may read the ids of authors, too."""
        found = {"article", "author", "author_by_pk"}
        found |= {"article_by_pk"} if "id" in self.columns else set()
        return found | ({"article_aggregate"} if self.aggregates else set())


@st.composite
def grants(draw: st.DrawFn) -> Granted:
    """Any permission; with a limit only where the rows have an order that their reader knows."""
    rule, condition = draw(RULES)
    columns = tuple(draw(st.lists(st.sampled_from(COLUMNS), min_size=1, unique=True)))
    limit = draw(st.none() | st.integers(1, 6)) if "id" in columns else None
    return Granted(rule, condition, columns, limit, draw(st.booleans()))


@pytest.fixture
def changed(tables: Tables) -> Iterator[Tables]:
    """The tables for a test that tracks others: afterwards these are tracked again."""
    yield tables
    tables.track(AUTHOR, ARTICLE)


# Without shrinking, which asks hundreds of times: the permission that fails is told as it is.
@settings(
    max_examples=4,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(grants(), min_size=ROLES, max_size=ROLES), st.lists(st.booleans(), min_size=6, max_size=6))
def test_rows_and_schema(changed: Tables, granted: list[Granted], published: list[bool]) -> None:
    """A role is shown the rows that its rule as SQL gives, and of the schema what it may use, no more."""
    changed.fill()
    values = ", ".join(
        f"({1 + n % 3}, 'more {n}', {'NULL' if n % 3 else repr('b')}, {value})"
        for n, value in enumerate(published)
    )
    more = "INSERT INTO author VALUES (3, 'Ada') ON CONFLICT DO NOTHING; "
    insert = "INSERT INTO article (author_id, title, body, published)"
    sql(changed.database, f"{more}{insert} VALUES {values}")
    readers = [to(f"r{n}", columns=["id", "name"], filter={}) for n in range(ROLES)]
    entries = [to(f"r{n}", **grant.permission()) for n, grant in enumerate(granted)]
    author, article = (
        {name: table[name] for name in table if not name.endswith("_permissions")}
        for table in (AUTHOR, ARTICLE)
    )
    changed.track(author | {"select_permissions": readers}, article | {"select_permissions": entries})
    asked = " UNION ALL ".join(grant.select(n) for n, grant in enumerate(granted))
    expected = sql(changed.database, f"{asked} ORDER BY number").split("\n")
    for number, (grant, line) in enumerate(zip(granted, expected, strict=True)):
        check(changed, f"r{number}", grant, json.loads(line.partition("|")[2]))


def check(tables: Tables, role: str, grant: Granted, rows: list[Any]) -> None:
    """A role gets these rows, is shown what it may use, and is refused each other column."""
    who = ADMIN | {"x-hasura-role": role, "x-hasura-user-id": "1", "x-hasura-team": "{2,3}"}
    order = "(order_by: {id: asc})" if "id" in grant.columns else ""
    answer = tables.ask(f"{{ article{order} {{ {' '.join(grant.columns)} }} {SCHEMA} }}", who)
    assert "data" in answer, (grant, answer)
    data = answer["data"]
    if not order:
        data["article"], rows = sorted(data["article"], key=whole), sorted(rows, key=whole)
    assert data["article"] == rows, grant
    assert names(data["__type"]) == {*grant.columns, "author"}, grant
    schema = data["__schema"]
    assert names(schema["queryType"]) == names(schema["subscriptionType"]) == grant.roots(), grant
    assert (schema["subscriptionType"]["name"], schema["mutationType"]) == ("subscription_root", None)
    kinds = {kind["name"]: kind for kind in schema["types"]}
    assert names(kinds["subscription_root"]) == grant.roots()
    assert names(kinds["author"]) >= {"id", "name"}
    assert "phone" not in names(kinds["author"])
    hidden = next((column for column in COLUMNS if column not in grant.columns), None)
    if hidden:
        refused = tables.ask(f"{{ article {{ {hidden} }} }}", who)["errors"][0]
        assert refused["message"] == f"field '{hidden}' not found in type: 'article'"


def whole(row: Any) -> str:
    """A row as one text, whatever the order of its columns."""
    return json.dumps(row, sort_keys=True)


def names(kind: Any) -> set[str]:
    """The names of a type's fields."""
    return {field["name"] for field in kind["fields"]}
