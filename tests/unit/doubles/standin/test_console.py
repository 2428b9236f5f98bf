"""The console's addresses: a page for everybody, answers for the admin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from doubles.standin.console import pages
from tests.unit.doubles.standin.memory import api

Serve = Any
ADMIN = {"x-hasura-admin-secret": "the-admin-secret-of-these-tests"}


@pytest.fixture
def libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """GraphiQL, as an image has it."""
    (tmp_path / "graphiql.min.js").write_text("graphiql")
    monkeypatch.setattr(pages, "LIBRARIES", tmp_path)
    return tmp_path


@pytest.mark.usefixtures("libraries")
def test_page(serve: Serve) -> None:
    """The page loads files of this server alone, and its policy lets it ask nobody else."""
    client = serve(ENABLE_CONSOLE="true").client
    page = client.get("/console/data")
    assert "not Hasura" in page.text
    assert "connect-src 'self'" in page.headers["content-security-policy"]
    sources = [part.partition('"')[0] for mark in ('src="', 'href="') for part in page.text.split(mark)[1:]]
    assert [source for source in sources if not source.startswith(("/console/files/", "data:"))] == []
    assert client.get("/console/files/graphiql.min.js").text == "graphiql"
    for name in ("console.js", "console.css", "graphql.js"):
        assert client.get(f"/console/files/{name}").status_code == 200
    for name in ("pages.py", "nothing"):
        assert client.get(f"/console/files/{name}").status_code == 404
    assert client.get("/console/files/..%2fpages.py").text == page.text


def test_without_graphiql(serve: Serve) -> None:
    """An image without GraphiQL has a page that says so."""
    assert (
        "could not be had when this image was built"
        in serve(ENABLE_CONSOLE="true").client.get("/console").text
    )


@pytest.mark.parametrize("address", ["/console/state", "/console/explain", "/console/sample"])
def test_for_the_admin(serve: Serve, address: str) -> None:
    """What the page asks for is the admin's, and is not there without a console."""
    client = serve(ENABLE_CONSOLE="true").client
    assert client.post(address, json={}).status_code == 400
    assert client.post(address, json={}, headers={"x-hasura-admin-secret": "wrong"}).status_code == 401
    assert serve().client.post(address, json={}, headers=ADMIN).status_code == 404


def test_state(serve: Serve) -> None:
    """Roles, tables and their fields are those of the metadata; a table that does not exist is left out."""
    permission = {"role": "user", "permission": {"columns": "*", "filter": {}}}
    names = {
        "custom_name": "Writer",
        "custom_column_names": {"id": "key"},
        "column_config": {"name": {"custom_name": "fullName"}},
    }
    tables = [
        {"table": "author", "select_permissions": [permission], "configuration": names},
        {"table": "article"},
        {"table": "nope"},
    ]
    metadata = api({"version": 3, "sources": [{"name": "default", "kind": "postgres", "tables": tables}]})
    client = serve(ENABLE_CONSOLE="true", metadata=metadata).client
    assert client.post("/console/state", json={}, headers=ADMIN).json() == {
        "roles": ["user"],
        "tables": [
            {"name": "author", "columns": ["id", "name"], "root": "Writer", "fields": ["key", "fullName"]},
            {
                "name": "article",
                "columns": ["id", "title", "author_id"],
                "root": "article",
                "fields": ["id", "title", "author_id"],
            },
        ],
    }


def test_explain(serve: Serve, make_token: Callable[..., str]) -> None:
    """A token is explained in herm's words, with its claims; so is one that is refused, and no server's."""
    client = serve(ENABLE_CONSOLE="true").client

    def explained(token: str) -> Any:
        return client.post("/console/explain", json={"token": token}, headers=ADMIN).json()

    good, old = explained(f"Bearer {make_token('author')}"), explained(make_token(seconds=-60))
    assert (good["accepted"], good["sentence"]) == (True, "The request goes on with the role 'author'.")
    assert '"x-hasura-default-role": "author"' in good["claims"]
    assert good["headers"]["Authorization"].startswith("Bearer ey")
    assert old["accepted"] is False
    assert "expired" in old["sentence"]
    assert old["remedy"]


def test_explain_without_tokens(serve: Serve) -> None:
    """A server that takes no token says so."""
    env = {
        "HASURA_GRAPHQL_DATABASE_URL": "postgres://nowhere/hasura",
        "HASURA_GRAPHQL_ADMIN_SECRET": ADMIN["x-hasura-admin-secret"],
        "HASURA_GRAPHQL_ENABLE_CONSOLE": "true",
    }
    answer = serve(env=env).client.post("/console/explain", json={"token": "x"}, headers=ADMIN)
    assert "no JWT secret" in answer.json()["sentence"]
