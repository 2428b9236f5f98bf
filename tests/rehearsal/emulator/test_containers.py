"""An app's old container serves beside the new one, and for good where the new one never gets healthy."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable

import httpx
import pytest

from doubles.session import Rehearsal
from tests.rehearsal.clouds import SITE, Ask, deploy
from tests.support.served import served

SETTINGS = {
    "HASURA_GRAPHQL_DATABASE_URL": "postgres://u:p@db.example.com/x",
    "HASURA_GRAPHQL_ADMIN_SECRET": "admin-secret-of-this-test",
    "HASURA_GRAPHQL_JWT_SECRET": json.dumps({"type": "HS256", "key": "k" * 32}),
}
ONE, TWO, BROKEN = "hasura@sha256:1", "hasura@sha256:2", "hasura@sha256:0"


@pytest.fixture
def web(cloud: Rehearsal) -> httpx.Client:
    """A client of the app's own address, which only the emulator's proxy knows."""
    trust = ssl.create_default_context(cafile=cloud.endpoint.ca_file)
    proxy = httpx.Proxy(cloud.endpoint.proxy)
    return httpx.Client(base_url="https://hermapi.azurewebsites.net", verify=trust, proxy=proxy, timeout=30)


@pytest.fixture
def app(cloud: Rehearsal, ask: Ask) -> str:
    """An app with settings and an image whose version is 1."""
    for image, version in ((ONE, "v1"), (TWO, "v2")):
        cloud.happens("image", image, {"version": version})
    cloud.happens("image", BROKEN, {"crashes": True})
    found = deploy(cloud, ask)
    write(ask, ONE)
    assert ask("PUT", f"{SITE}/config/appsettings", {"properties": SETTINGS}).status_code == 200
    return found


def write(ask: Ask, image: str) -> None:
    """Give the app another image; ARM answers at once."""
    body = {"properties": {"siteConfig": {"linuxFxVersion": f"DOCKER|{image}"}}}
    assert ask("PATCH", SITE, body).status_code == 200


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that takes the emulator a moment."""
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def version(web: httpx.Client) -> str:
    """The version that answers; "" where none does."""
    answer = web.get("/v1/version")
    return str(answer.json()["version"]) if answer.status_code == 200 else ""


@pytest.mark.usefixtures("app")
def test_old_container_answers_until_the_new_one_is_healthy(web: httpx.Client, ask: Ask) -> None:
    """Right after a change the old version is what anyone sees, as healthy as ever."""
    until(lambda: version(web) == "v1")
    write(ask, TWO)
    assert version(web) == "v1"
    assert web.get("/healthz").status_code == 200
    until(lambda: version(web) == "v2")


def test_container_that_crashes_never_takes_over(
    cloud: Rehearsal, app: str, web: httpx.Client, ask: Ask
) -> None:
    """The old one goes on serving, and the reason is known."""
    until(lambda: version(web) == "v1")
    write(ask, BROKEN)
    until(lambda: cloud.app(app)["problem"] != "")
    assert (version(web), cloud.app(app)["serving"]) == ("v1", ONE)


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"HASURA_GRAPHQL_DATABASE_URL": ""}, "database-url"),
        ({"HASURA_GRAPHQL_JWT_SECRET": "@Microsoft.KeyVault(SecretUri=https://x)"}, "JWT"),
    ],
)
def test_container_needs_the_settings_that_hasura_needs(
    cloud: Rehearsal, app: str, ask: Ask, missing: dict[str, str], said: str
) -> None:
    """Without a database, or with a reference that was not resolved, Hasura ends at its start."""
    wanted = {name: value for name, value in {**SETTINGS, **missing}.items() if value}
    assert ask("PUT", f"{SITE}/config/appsettings", {"properties": wanted}).status_code == 200
    until(lambda: said.lower() in str(cloud.app(app)["problem"]).lower())


@pytest.mark.usefixtures("app")
def test_app_tells_which_origins_may_call(web: httpx.Client, ask: Ask) -> None:
    """The running container's own setting answers a browser's question, not the one that was written last."""
    values = {**SETTINGS, "HASURA_GRAPHQL_CORS_DOMAIN": "https://a.example, https://b.example"}
    assert ask("PUT", f"{SITE}/config/appsettings", {"properties": values}).status_code == 200

    def allowed(origin: str) -> str:
        return str(web.options("/v1/graphql", headers={"Origin": origin}).headers.get(header, ""))

    header = "access-control-allow-origin"
    until(lambda: allowed("https://c.example") == "")
    assert allowed("https://b.example") == "https://b.example"


@pytest.mark.usefixtures("app")
def test_metadata_is_asked_where_the_settings_open_it(cloud: Rehearsal, web: httpx.Client, ask: Ask) -> None:
    """Requests go on to what stands for the image's API; without one, or with the API closed, it is a 404."""
    until(lambda: version(web) == "v1")
    assert web.post("/v1/metadata", json={}).status_code == 404
    with served(lambda request: httpx.Response(200, json=[request.headers["x-hasura-admin-secret"]])) as api:
        cloud.happens("image", ONE, {"version": "v1", "api": api})
        for path in ("/v1/metadata", "/v2/query"):
            assert web.post(path, json={}, headers={"x-hasura-admin-secret": "one"}).json() == ["one"]
        closed = {"properties": {**SETTINGS, "HASURA_GRAPHQL_ENABLED_APIS": "graphql"}}
        assert ask("PUT", f"{SITE}/config/appsettings", closed).status_code == 200
        until(lambda: web.post("/v1/metadata", json={}).status_code == 404)
        assert web.post("/v2/query", json={}).status_code == 404
