"""Variables beside authentication: what Hasura cannot parse ends its start, in the order of parsing."""

from __future__ import annotations

import pytest

from hasura.explain.startup_words import startup_words
from hasura.model import StartupError
from hasura.start.startup import start
from hasura.variables import HASURA_VARIABLES, PREFIX

BOOLEAN = " Not a valid boolean text. True values are "
HOOK = "Only expecting GET / POST"
NEGATIVE = "Only expecting a non negative numeric"


def error(**env: str) -> str:
    """The start-up error of this environment, or an empty text."""
    try:
        start({f"{PREFIX}{name}": value for name, value in env.items()})
    except StartupError as problem:
        return str(problem)
    return ""


BAD = [
    ("AUTH_HOOK_MODE", "post", HOOK),
    ("AUTH_HOOK_MODE", "", HOOK),
    ("AUTH_HOOK_TYPE", "get", HOOK),
    ("NO_OF_RETRIES", "x", "Expecting Int value"),
    ("SERVER_PORT", "65536", "Only expecting a value between 0 and 65535"),
    ("SERVER_PORT", "http", "Only expecting a value between 0 and 65535"),
    ("PG_CONNECTIONS", "-1", NEGATIVE),
    ("PG_TIMEOUT", "3s", "Expecting Int value"),
    ("POOL_TIMEOUT", "1m", "could not parse as a Double"),
    ("USE_PREPARED_STATEMENTS", "1", BOOLEAN),
    ("TX_ISOLATION", "serialisable", "Only expecting read-committed / repeatable-read / serializable"),
    ("ENABLE_CONSOLE", "on", BOOLEAN),
    ("DEV_MODE", "0", BOOLEAN),
    ("ENABLED_APIS", "graphql,rest", "Only expecting list of comma separated API types "),
    ("LOG_LEVEL", "warning", "Valid log levels: debug, info, warn or error"),
    ("ENABLED_LOG_TYPES", "http", "Error in $: Valid list of comma-separated log types: "),
    ("EXPERIMENTAL_FEATURES", "all", "Only expecting list of comma separated experimental features"),
    ("DEFAULT_NAMING_CONVENTION", "graphql", "naming_convention can either be "),
    ("EVENTS_HTTP_POOL_SIZE", "0", "Only expecting a positive integer"),
    ("WEBSOCKET_KEEPALIVE", "5s", "Prelude.read: no parse"),
    ("WEBSOCKET_CONNECTION_INIT_TIMEOUT", "-3", "WebSocket Connection Timeout must not be negative"),
    ("LIVE_QUERIES_MULTIPLEXED_BATCH_SIZE", "-1", "batch size should be a non negative integer"),
]


@pytest.mark.parametrize(("name", "value", "text"), BAD)
def test_a_value_that_cannot_be_parsed_is_fatal_and_explained(name: str, value: str, text: str) -> None:
    """Hasura's own words name the variable; ours say what it takes."""
    said = error(**{name: value})
    assert said.startswith(f"Fatal Error:- Environment variable {PREFIX}{name}: {text}")
    assert startup_words(said).id != "unknown"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AUTH_HOOK_MODE", "POST"),
        ("AUTH_HOOK_SEND_REQUEST_BODY", "1"),
        ("SERVER_PORT", " 8080 "),
        ("PG_CONNECTIONS", "(50)"),
        ("PG_CONN_LIFETIME", "0.5"),
        ("DEV_MODE", "T"),
        ("LOG_LEVEL", " Warn"),
        ("ENABLED_APIS", "GraphQL, metadata"),
        ("MAX_TOTAL_HEADER_LENGTH", "-1"),
        ("ENABLE_QUERY_TRACING", "1"),
        ("PG_CONNECTIONS", "0x10"),
    ],
)
def test_what_hasura_takes_or_never_reads_starts(name: str, value: str) -> None:
    """Numbers as Haskell reads them, other cases, and variables of the other edition."""
    assert not error(**{name: value})


def test_the_webhooks_body_is_parsed_for_post_alone() -> None:
    """With GET no body is sent, and its variable is not read."""
    assert error(AUTH_HOOK_MODE="POST", AUTH_HOOK_SEND_REQUEST_BODY="1").endswith("case insensitive")
    assert not error(AUTH_HOOK_MODE="GET", AUTH_HOOK_SEND_REQUEST_BODY="1")


def test_the_first_bad_variable_in_hasuras_order_is_told() -> None:
    """The port, the webhook, the JWT secret, the console, and only then all of them together."""
    bad = {"ENABLE_CONSOLE": "1", "JWT_SECRET": "{}", "AUTH_HOOK_TYPE": "x", "SERVER_PORT": "x"}
    for name in ("SERVER_PORT", "AUTH_HOOK_TYPE", "JWT_SECRET", "ENABLE_CONSOLE"):
        assert f"variable {PREFIX}{name}: " in error(**bad)
        del bad[name]
    assert "requires --admin-secret" in error(AUTH_HOOK="https://hook.example")


def test_cookies_on_websockets_need_cors_to_be_disabled() -> None:
    """The one rule between two of these variables."""
    assert error(WS_READ_COOKIE="true") == f"{PREFIX}WS_READ_COOKIE can only be used when CORS is disabled"
    assert not error(WS_READ_COOKIE="true", DISABLE_CORS="true")


@pytest.mark.parametrize(
    "name",
    [name for name, each in HASURA_VARIABLES.items() if each.kind == "boolean" and not each.enterprise],
)
def test_no_boolean_of_the_community_edition_is_forgotten(name: str) -> None:
    """Every one of them is parsed at the start; the webhook's body beside the mode POST."""
    assert error(AUTH_HOOK_MODE="POST", **{name.removeprefix(PREFIX): "1"}).endswith("case insensitive")
