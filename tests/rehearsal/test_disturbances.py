"""Faults, throttling, restarts of the emulator, and what its log tells."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest

from doubles import launch
from doubles.session import Rehearsal
from tests.rehearsal.clouds import GROUP, SITE, Ask, asker, deploy, register, state_of

PLACE = {"location": "westeurope"}


@pytest.mark.parametrize(("mode", "status"), [("500", 500), ("429", 429)])
def test_the_kth_request_fails_and_no_other(cloud: Rehearsal, ask: Ask, mode: str, status: int) -> None:
    """Counted from the plan, exactly that request fails, and it is not carried out."""
    cloud.set_fault(2, mode)
    seen = [ask("PUT", f"resourceGroups/fault{mode}{number}", PLACE).status_code for number in range(3)]
    assert seen == [201, status, 201]
    assert ask("GET", f"resourceGroups/fault{mode}1").status_code == 404
    assert cloud.fault_state()["fired"] == 1


@pytest.mark.parametrize(("mode", "there"), [("drop", 404), ("lost", 200)])
def test_a_cut_connection_may_or_may_not_have_done_its_work(
    cloud: Rehearsal, ask: Ask, mode: str, there: int
) -> None:
    """A dropped request leaves nothing; a lost answer leaves the resource."""
    cloud.set_fault(1, mode)
    with pytest.raises(httpx.TransportError):
        ask("PUT", f"resourceGroups/{mode}", PLACE)
    assert ask("GET", f"resourceGroups/{mode}").status_code == there


def test_too_many_requests_are_throttled(cloud: Rehearsal, ask: Ask) -> None:
    """Beyond the limit the answer is 429 with a time to wait."""
    cloud.set_throttle(2, seconds=60)
    answers = [ask("GET", GROUP) for _ in range(3)]
    cloud.set_throttle(0)
    assert answers[2].status_code == 429
    assert "Retry-After" in answers[2].headers
    assert ask("GET", GROUP).status_code != 429


def test_the_inspection_needs_its_own_token(ask: Ask) -> None:
    """A client of ARM cannot read what the emulator knows."""
    assert ask("GET", "/_rehearsal/resources").status_code == 403


def test_state_survives_a_restart_and_is_private(tmp_path: Path) -> None:
    """The same folder is the same cloud on the same port: account, token, resources, restarts."""
    first = launch.start(tmp_path)
    ask = asker(first)
    register(ask)
    app = deploy(first, ask)
    ask("PUT", f"{SITE}/config/appsettings", {"properties": {"TOKEN": "very-secret"}})
    while not (known := first.app(app))[
        "problem"
    ]:  # its container starts, and gives up for want of a database
        time.sleep(0.1)
    first.stop()
    again = launch.start(tmp_path)
    try:
        assert again.url == first.url
        assert again.endpoint.client_secret == first.endpoint.client_secret
        assert again.app(app) == known
        assert ask("GET", SITE).status_code == 200
        assert state_of(tmp_path) == {0o600}
        assert "very-secret" not in Path(again.endpoint.log).read_text(encoding="utf-8")
    finally:
        again.stop()


def test_the_log_has_a_line_for_every_request(cloud: Rehearsal, ask: Ask) -> None:
    """Time, method, path, status and duration; tokens and bodies are not in it."""
    before = len(cloud.request_log())
    ask("PUT", "resourceGroups/logged", PLACE)
    (line,) = cloud.request_log()[before:]
    assert (line["method"], line["status"]) == ("PUT", 201)
    assert line["path"].endswith("/resourceGroups/logged")
    assert line["time"] > 0
    assert line["ms"] >= 0
    text = Path(cloud.endpoint.log).read_text(encoding="utf-8")
    assert cloud.endpoint.client_secret not in text
    assert "Bearer" not in text
