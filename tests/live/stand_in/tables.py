"""Two tables with permissions behind a stand-in, made by its metadata API, and who asks them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt

from tests.live.containers import Sandbox, sql

KEY = "0123456789abcdef0123456789abcdef"
ADMIN = {"x-hasura-admin-secret": "the-admin-secret"}
SECRETS = {"JWT_SECRET": json.dumps({"type": "HS256", "key": KEY}), "UNAUTHORIZED_ROLE": "anonymous"}

TABLES = """
CREATE TABLE author (id int PRIMARY KEY, name text NOT NULL, phone text);
CREATE TABLE article (
    id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    author_id int NOT NULL REFERENCES author ON DELETE CASCADE,
    title text NOT NULL UNIQUE CHECK (title <> ''),
    body text,
    published boolean NOT NULL DEFAULT false
);
CREATE TABLE untracked (id int PRIMARY KEY);
CREATE FUNCTION everything() RETURNS SETOF article LANGUAGE sql STABLE AS 'SELECT * FROM article';
"""
ROWS = """
TRUNCATE author, article RESTART IDENTITY;
INSERT INTO author VALUES (1, 'Ann', '555'), (2, 'Bob', NULL);
INSERT INTO article (author_id, title, published)
VALUES (1, 'draft', false), (1, 'out', true), (2, 'own', false);
"""
OWN = {"author_id": {"_eq": "X-Hasura-User-Id"}}
PRESET = {"author_id": "x-hasura-user-id"}
VISIBLE = {"_or": [OWN, {"published": {"_eq": True}}]}


def to(role: str, **permission: Any) -> dict[str, Any]:
    """A permission of a role."""
    return {"role": role, "permission": permission}


AUTHOR: dict[str, Any] = {
    "table": {"schema": "public", "name": "author"},
    "array_relationships": [
        {
            "name": "articles",
            "using": {
                "foreign_key_constraint_on": {
                    "table": {"schema": "public", "name": "article"},
                    "column": "author_id",
                }
            },
        }
    ],
    "select_permissions": [to("user", columns=["id", "name"], filter={"articles": VISIBLE})],
}
ARTICLE: dict[str, Any] = {
    "table": {"schema": "public", "name": "article"},
    "object_relationships": [{"name": "author", "using": {"foreign_key_constraint_on": "author_id"}}],
    "select_permissions": [
        to("user", columns=["id", "title", "published"], filter=VISIBLE, allow_aggregations=True),
        to("anonymous", columns=["title"], filter={"published": {"_eq": True}}),
    ],
    "insert_permissions": [
        to(
            "user",
            columns=["title"],
            check={"title": {"_nlike": "no%"}},
            set={"author_id": "x-hasura-user-id"},
        ),
        to("robot", columns=["title", "author_id"], check={}, backend_only=True),
    ],
    "update_permissions": [to("user", columns=["title"], filter=OWN, check=None)],
    "delete_permissions": [to("user", filter=OWN)],
}


@dataclass
class Tables:
    """A stand-in that is up, and its database."""

    room: Sandbox
    database: str
    container: str
    url: str
    _client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60))

    def make(self) -> None:
        """Make the tables and track them."""
        self._admin("/v2/query", {"type": "run_sql", "args": {"sql": TABLES}})
        self.track(AUTHOR, ARTICLE)

    def fill(self) -> None:
        """Have the rows of this file and no others."""
        assert sql(self.database, ROWS).endswith("INSERT 0 3")

    def track(self, *tables: Any, inherited_roles: Any = ()) -> None:
        """Replace the tables of the metadata, and the inherited roles."""
        document = self._admin("/v1/metadata", {"type": "export_metadata", "args": {}})
        document["sources"][0]["tables"] = tables
        document["inherited_roles"] = inherited_roles
        told = self._admin(
            "/v1/metadata", {"type": "replace_metadata", "version": 2, "args": {"metadata": document}}
        )
        assert told["is_consistent"], told

    def ask(self, query: str, who: str | int | dict[str, str] = "admin", **variables: Any) -> Any:
        """The body of an answer.

        Args:
            query: The document.
            who: `admin`, `anonymous`, the number of a user who has a token, or headers.
            variables: The document's variables.
        """
        body = {"query": query, "variables": variables}
        return self._client.post(f"{self.url}/v1/graphql", json=body, headers=headers(who)).json()

    def _admin(self, address: str, body: Any) -> Any:
        answer = self._client.post(f"{self.url}{address}", json=body, headers=ADMIN)
        assert answer.status_code == 200, answer.text
        return answer.json()


def headers(who: str | int | dict[str, str]) -> dict[str, str]:
    """The headers of somebody; see `Tables.ask`."""
    if isinstance(who, dict):
        return who
    if isinstance(who, int):
        claims = {
            "x-hasura-default-role": "user",
            "x-hasura-allowed-roles": ["user"],
            "x-hasura-user-id": str(who),
        }
        return {
            "Authorization": f"Bearer {jwt.encode({'https://hasura.io/jwt/claims': claims}, KEY, 'HS256')}"
        }
    return ADMIN if who == "admin" else {}
