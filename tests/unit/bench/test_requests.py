"""Requests are counted by what they were for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.bench.requests import Requests, count

_SITE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/app"


def entry(method: str, path: str, status: int = 200) -> dict[str, Any]:
    """A line of the emulator's log."""
    return {"method": method, "path": path, "status": status}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "POST", "DELETE"])
def test_methods_that_change_something_are_writes(method: str) -> None:
    """Each of the four counts once."""
    assert count([entry(method, _SITE)]) == Requests(writes=1)


def test_get_is_a_read_even_where_nothing_is() -> None:
    """The look before a create finds nothing, and is a request all the same."""
    assert count([entry("GET", _SITE, 404), entry("HEAD", _SITE)]) == Requests(reads=2)


def test_settings_listed_by_post_are_read() -> None:
    """App Service lists secrets by POST; restarting by POST changes something."""
    log = [entry("POST", f"{_SITE}/config/appsettings/list"), entry("POST", f"{_SITE}/restart")]
    assert count(log) == Requests(reads=1, writes=1)


def test_following_an_operation_is_waiting_whatever_the_case() -> None:
    """ARM's ids know no case."""
    place = "/subscriptions/s/providers/Microsoft.Network/locations/rehearsal"
    log = [entry("GET", f"{place}/azureAsyncOperation/1"), entry("GET", f"{place}/OPERATIONRESULTS/1", 202)]
    assert count(log) == Requests(waits=2)


def test_logins_are_neither_reads_nor_writes() -> None:
    """Tokens by POST, discovery by GET, and the request that a vault answers with its challenge."""
    log = [
        entry("POST", "/tenant/oauth2/v2.0/token"),
        entry("GET", "/metadata/endpoints"),
        entry("GET", "/tenant/v2.0/.well-known/openid-configuration"),
        entry("DELETE", "/secrets/admin", 401),
    ]
    assert count(log) == Requests(logins=4)


def test_work_is_what_does_not_depend_on_the_clouds_speed() -> None:
    """Reads and writes, without waits and logins."""
    assert Requests(reads=5, writes=3, waits=100, logins=10).work == 8
