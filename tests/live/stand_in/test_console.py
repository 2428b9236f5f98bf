"""The console of the stand-in's image in a real browser, on a real PostgreSQL."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import jwt
import pytest

from tests.live.containers import Sandbox
from tests.support.browser import Browser
from tests.support.missing import lacking

pytestmark = pytest.mark.needs_root

KEY = "0123456789abcdef0123456789abcdef"
ADMIN = {"x-hasura-admin-secret": "the-admin-secret"}
TABLES = """
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE author (
  id serial PRIMARY KEY, name text NOT NULL, mood mood NOT NULL, tags text[] NOT NULL, born date NOT NULL,
  about jsonb NOT NULL, key uuid NOT NULL, "the ""size" numeric NOT NULL, old boolean NOT NULL);
CREATE TABLE article (
  id int PRIMARY KEY, author_id int NOT NULL REFERENCES author, title varchar(9) NOT NULL);
CREATE TABLE empty (id serial);
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A stand-in with a console and three tables, of which `article` has a permission for users."""
    room = Sandbox()
    secret = json.dumps({"type": "HS256", "key": KEY})
    try:
        _, _, address = room.healthy_stack(ENABLE_CONSOLE="true", JWT_SECRET=secret)
        post(f"{address}/v2/query", {"type": "run_sql", "args": {"sql": TABLES}})
        permission = {"role": "user", "permission": {"columns": "*", "filter": {}}}
        renamed = {"column_config": {'the "size': {"custom_name": "size"}}}
        tables: list[Any] = [{"table": "author", "configuration": renamed}, {"table": "empty"}]
        tables.append({"table": "article", "select_permissions": [permission]})
        document = post(f"{address}/v1/metadata", {"type": "export_metadata", "args": {}})
        document["sources"][0]["tables"] = tables
        post(f"{address}/v1/metadata", {"type": "replace_metadata", "args": {"metadata": document}})
        yield address
    finally:
        room.remove()


@pytest.fixture
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A browser whose user likes it light or dark."""
    opened = Browser(dark=request.param == "dark")
    try:
        yield opened
    finally:
        opened.close()


def post(address: str, body: Any) -> Any:
    """What the admin is answered."""
    answer = httpx.post(address, json=body, headers=ADMIN, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


def brightness(browser: Browser, part: str) -> int:
    """How bright a colour of the page is, 0 to 765."""
    colour: str = browser.run(f"getComputedStyle(document.body).{part}")
    return sum(int(number) for number in colour.strip("rgb()").split(","))


def fill(browser: Browser, control: str, value: str) -> None:
    """Type into a field of the page."""
    browser.run(
        f"(() => {{ const field = document.getElementById('{control}'); field.value = {json.dumps(value)};"
        "field.dispatchEvent(new Event('input')); field.dispatchEvent(new Event('change')); })()"
    )


def test_sample_rows(url: str) -> None:
    """A row can be had for every table: of each type, with a key to another row, and with defaults alone."""
    author = post(f"{url}/console/sample", {"table": "author"})
    assert (author["name"], author["mood"], author["tags"], author['the "size']) == (
        "sample",
        "good",
        "{}",
        "1",
    )
    first, second = (post(f"{url}/console/sample", {"table": "article"}) for _ in range(2))
    assert (first["id"], second["id"], second["author_id"]) == ("1", "2", author["id"])
    assert post(f"{url}/console/sample", {"table": "empty"})["id"]


@pytest.mark.parametrize("browser", ["light", "dark"], indirect=True)
def test_page(url: str, browser: Browser, request: pytest.FixtureRequest) -> None:
    """All parts of the page work, light and dark alike, and nothing is asked of anybody else."""
    if "graphiql" not in httpx.get(f"{url}/console").text:
        lacking("the image has no GraphiQL: npm, and a registry that it reaches")
    browser.open(f"{url}/console")
    browser.wait("document.querySelector('.graphiql-execute-button') !== null")
    ink, paper = (brightness(browser, part) for part in ("color", "backgroundColor"))
    assert (ink - paper if "dark" in request.node.name else paper - ink) > 400

    fill(browser, "secret", ADMIN["x-hasura-admin-secret"])
    tables = browser.wait("document.getElementById('tables').innerText")
    assert {"author", "article", "empty"} <= set(tables.split("\n"))
    roles = "[...document.querySelectorAll('#role option')].map((one) => one.value).join()"
    assert browser.run(roles) == ",admin,user"

    browser.run("document.querySelector('#tables li .row').lastElementChild.click()")
    browser.wait("document.getElementById('tables').innerText.includes('inserted: id ')")

    browser.run("document.querySelector('.graphiql-execute-button').click()")
    browser.wait("document.querySelector('.result-window').innerText.includes('query_root')")

    claims = {"x-hasura-default-role": "user", "x-hasura-allowed-roles": ["user"]}
    claims_of = {"exp": time.time() + 600, "https://hasura.io/jwt/claims": claims}
    fill(browser, "token", jwt.encode(claims_of, KEY, "HS256"))
    browser.wait("document.getElementById('words').innerText.includes(\"goes on with the role 'user'\")")
    browser.run("document.getElementById('with-token').click()")
    assert browser.run("document.getElementById('as-admin').checked") is False
    fill(browser, "token", "opaque")
    browser.wait("document.getElementById('words').innerText.includes('opaque token')")

    ours = [address for address in browser.asked if not address.startswith("data:")]
    assert all(address.startswith(f"{url}/") for address in ours), ours
    assert browser.complaints == []
