"""App Service's rules by address: who may call an app, and what the others get."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from doubles.session import Rehearsal
from tests.rehearsal.clouds import SITE, Ask, deploy


@pytest.fixture
def web(cloud: Rehearsal, ask: Ask) -> Iterator[httpx.Client]:
    """A client of an app without rules."""
    deploy(cloud, ask)
    restrict(ask, [])
    trust = ssl.create_default_context(cafile=cloud.endpoint.ca_file)
    proxy = httpx.Proxy(cloud.endpoint.proxy)
    with httpx.Client(base_url="https://hermapi.azurewebsites.net", verify=trust, proxy=proxy) as client:
        yield client
    cloud.happens("called-from", "203.0.113.10")


def rule(address: str, priority: int = 100, action: str = "Allow") -> dict[str, Any]:
    """One rule."""
    return {"ipAddress": address, "action": action, "priority": priority, "name": f"rule-{priority}"}


def restrict(ask: Ask, rules: list[dict[str, Any]]) -> httpx.Response:
    """Give the app its rules, and no others."""
    config = {"ipSecurityRestrictions": rules}
    return ask("PATCH", SITE, {"properties": {"siteConfig": config}})


def test_who_is_not_let_in_is_told_the_address(cloud: Rehearsal, ask: Ask, web: httpx.Client) -> None:
    """With a rule, all others are refused before the container: 403, and the address in a header."""
    assert web.get("/healthz").status_code != 403
    assert restrict(ask, [rule("198.51.100.0/24")]).is_success
    refused = web.get("/healthz")
    assert (refused.status_code, refused.headers["x-ms-forbidden-ip"]) == (403, "203.0.113.10")
    cloud.happens("called-from", "198.51.100.9")
    assert web.get("/healthz").status_code != 403
    assert restrict(ask, []).is_success
    cloud.happens("called-from", "192.0.2.1")
    assert web.get("/healthz").status_code != 403


@pytest.mark.usefixtures("web")
def test_rules_are_read_with_the_one_for_all_others(ask: Ask) -> None:
    """Azure adds it at the end, and takes it back without a word when it is sent again."""
    last = [("Any", "Allow", 2147483647)]
    assert rules(ask) == last
    assert restrict(ask, [rule("198.51.100.0/24")]).is_success
    expected = [("198.51.100.0/24", "Allow", 100), ("Any", "Deny", 2147483647)]
    assert rules(ask) == expected
    read = ask("GET", f"{SITE}/config/web").json()["properties"]["ipSecurityRestrictions"]
    assert restrict(ask, read).is_success
    assert rules(ask) == expected


def rules(ask: Ask) -> list[tuple[str, str, int]]:
    """The rules as they are read."""
    found = ask("GET", f"{SITE}/config/web").json()["properties"]["ipSecurityRestrictions"]
    return [(one["ipAddress"], one["action"], one["priority"]) for one in found]


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("wrong", [rule("203.0.113.7"), rule("nonsense/8"), rule("203.0.113.0/24", 0)])
def test_a_rule_that_is_none_is_refused(ask: Ask, wrong: dict[str, Any]) -> None:
    """An address without its length, no address, and a priority out of range."""
    assert restrict(ask, [wrong]).status_code == 400
