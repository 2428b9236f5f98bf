"""The log: enabled types only, one JSON object a line, and no secret in any of them."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from doubles.standin.log import Log

Serve = Any

ADMIN = {"x-hasura-admin-secret": "the-admin-secret-of-these-tests"}


def test_http_log(serve: Serve) -> None:
    """A request is logged with its id, its status and its role."""
    stand = serve()
    stand.client.post("/v1/graphql", json={"query": "{ __typename }"}, headers=ADMIN | {"x-request-id": "r1"})
    line = stand.lines[-1]
    assert (line["type"], line["level"]) == ("http-log", "info")
    assert line["detail"]["http"] | {"ip": ""} == {
        "status": 200,
        "method": "POST",
        "ip": "",
        "url": "/v1/graphql",
        "http_version": "HTTP/1.1",
        "content_encoding": None,
    }
    assert line["detail"]["operation"]["request_id"] == "r1"
    assert line["detail"]["operation"]["user_vars"] == {"x-hasura-role": "admin"}


def test_errors_are_errors_although_the_status_is_200(serve: Serve) -> None:
    """A refusal is logged as an error with its code."""
    stand = serve()
    stand.query()
    line = stand.lines[-1]
    assert line["level"] == "error"
    assert line["detail"]["http"]["status"] == 200
    assert line["detail"]["operation"]["error"]["code"] == "invalid-headers"


@pytest.mark.parametrize("kind", ["http-log", "query-log", "websocket-log"])
def test_only_enabled_types(serve: Serve, kind: str) -> None:
    """What is not enabled is not logged."""
    stand = serve(ENABLED_LOG_TYPES=f"startup, {kind}")
    stand.query(**ADMIN)
    with stand.client.websocket_connect("/v1/graphql", subprotocols=["graphql-ws"]) as socket:
        socket.send_json({"type": "connection_terminate"})
    assert {line["type"] for line in stand.lines} == {kind}


def test_level() -> None:
    """Lines below the level are left out."""
    stream = io.StringIO()
    log = Log(frozenset({"startup"}), "error", stream)
    log.startup("a", "x")
    log.startup("b", "x", "error")
    assert [json.loads(line)["detail"]["kind"] for line in stream.getvalue().splitlines()] == ["b"]


def test_no_secret_in_the_log(serve: Serve, make_token: Callable[..., str]) -> None:
    """Neither secrets nor tokens, headers nor variables get into the log, whatever happens."""
    stand = serve(
        ENABLED_LOG_TYPES="startup,http-log,websocket-log,query-log,jwk-refresh-log", LOG_LEVEL="debug"
    )
    good, bad = make_token(), make_token(seconds=-5)
    variables = {
        "query": "query ($p: Boolean) { __typename @include(if: true) }",
        "variables": {"p": "hunter2"},
    }
    stand.client.post("/v1/graphql?token=hunter2", json=variables, headers=ADMIN)
    stand.client.post("/v1/graphql", json=variables, headers={"x-hasura-admin-secret": "guessed-secret"})
    for token in (good, bad, f"{good} x", f"{good}.x"):
        stand.query(Authorization=f"Bearer {token}")
        with stand.client.websocket_connect("/v1/graphql", subprotocols=["graphql-ws"]) as socket:
            socket.send_json(
                {"type": "connection_init", "payload": {"headers": {"Authorization": f"Bearer {token}"}}}
            )
            socket.send_text(f"no json: {token}")
            socket.send_json({"type": "connection_terminate"})
    text = stand.stream.getvalue()
    assert text.count("http-log") == 6
    for secret in (
        *good.split("."),
        bad.split(".")[2],
        "hunter2",
        "guessed-secret",
        *ADMIN.values(),
        "0123456789abcdef",
    ):
        assert secret not in text
