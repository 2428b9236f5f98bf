"""The variables that Hasura parses around those of authentication: one that it cannot parse is fatal.

All are parsed before anything is decided, in the order of these tables: the first bad one is told. Words for
numbers differ a little from release to release; these are those of the last releases of v2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from hasura.model import StartupError, fatal
from hasura.start.server_options import PARSERS
from hasura.variables import PREFIX, parse_boolean

Parse = Callable[[str], object]
_INTEGER = re.compile(r"[\s(]*(?:-\s*)?(?:[0-9]+|0[xX][0-9A-Fa-f]+|0[oO][0-7]+|0[bB][01]+)[\s)]*", re.ASCII)
_DECIMAL = re.compile(r"[\s(]*(?:-\s*)?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?[\s)]*", re.ASCII)
_HIGHEST_PORT = 65535


def check_hook(env: Mapping[str, str]) -> None:
    """Parse how the webhook is called; a mode is parsed without a webhook too, the older name beside it."""
    _check(env, ("AUTH_HOOK_MODE", "AUTH_HOOK_TYPE"), PARSERS["AUTH_HOOK_MODE"])
    if env.get(f"{PREFIX}AUTH_HOOK_MODE", env.get(f"{PREFIX}AUTH_HOOK_TYPE")) == "POST":
        _check(env, ("AUTH_HOOK_SEND_REQUEST_BODY",), parse_boolean)


def check_before(env: Mapping[str, str]) -> None:
    """Parse what Hasura reads before the variables of authentication."""
    for names, parse in _BEFORE:
        _check(env, names.split(), parse)


def check_after(env: Mapping[str, str]) -> None:
    """Parse what Hasura reads after the variables of authentication."""
    if not _is_true(env, "DISABLE_CORS"):
        _check(env, ("CORS_DOMAIN",), PARSERS["CORS_DOMAIN"])
    for names, parse in _AFTER:
        _check(env, names.split(), parse)
    if _is_true(env, "WS_READ_COOKIE") and not _is_true(env, "DISABLE_CORS"):
        raise StartupError(f"{PREFIX}WS_READ_COOKIE can only be used when CORS is disabled")


def _check(env: Mapping[str, str], names: Iterable[str], parse: Parse) -> None:
    for name in names:
        variable = f"{PREFIX}{name}"
        try:
            if variable in env:
                parse(env[variable])
        except ValueError as error:
            raise fatal(variable, str(error)) from None


def _is_true(env: Mapping[str, str], name: str) -> bool:
    _check(env, (name,), parse_boolean)
    return f"{PREFIX}{name}" in env and parse_boolean(env[f"{PREFIX}{name}"])


def _number(
    problem: str, least: int | None = None, below: str = "", pattern: re.Pattern[str] = _INTEGER
) -> Parse:
    """A number as Haskell reads one: in brackets, with white space around it, or hexadecimal."""

    def parse(text: str) -> None:
        if not pattern.fullmatch(text):
            raise ValueError(problem)
        if least is not None and "-" in text.split("e", maxsplit=1)[0] and text.strip(" ()-0."):
            raise ValueError(below or problem)
        if least == 1 and not text.strip(" ()-0xXoObB"):
            raise ValueError(below or problem)

    return parse


def _port(text: str) -> None:
    if not _INTEGER.fullmatch(text) or "-" in text or int(text.strip(" ()\t\n"), 0) > _HIGHEST_PORT:
        raise ValueError(f"Only expecting a value between 0 and {_HIGHEST_PORT}")


_NO_PARSE = "Prelude.read: no parse"
_NEGATIVE = "Only expecting a non negative numeric"
_COUNT = _number("Expecting Int value", 0, _NEGATIVE)
_TIME = _number(_NO_PARSE, 0, _NEGATIVE)
_SECONDS = _number("could not parse as a Double", 0, _NEGATIVE, _DECIMAL)
_BATCH = _number(_NO_PARSE, 0, "batch size should be a non negative integer")
_INTERVAL = _number(_NO_PARSE, 0, "refetch interval should be a non negative integer")

_BEFORE: tuple[tuple[str, Parse], ...] = (
    ("NO_OF_RETRIES", _number("Expecting Int value")),
    ("SERVER_PORT", _port),
    ("PG_STRIPES PG_CONNECTIONS PG_TIMEOUT", _COUNT),
    ("USE_PREPARED_STATEMENTS", parse_boolean),
    ("PG_CONN_LIFETIME POOL_TIMEOUT", _SECONDS),
    ("TX_ISOLATION", PARSERS["TX_ISOLATION"]),
)
_AFTER: tuple[tuple[str, Parse], ...] = (
    ("WS_READ_COOKIE ENABLE_CONSOLE ENABLE_TELEMETRY STRINGIFY_NUMERIC_TYPES", parse_boolean),
    ("V1_BOOLEAN_NULL_COLLAPSE BACKWARDS_COMPAT_NULL_IN_NONNULLABLE_VARIABLES", parse_boolean),
    ("REMOTE_SCHEMA_SKIP_NULLS", parse_boolean),
    ("ENABLED_APIS", PARSERS["ENABLED_APIS"]),
    ("LIVE_QUERIES_MULTIPLEXED_REFETCH_INTERVAL", _INTERVAL),
    ("LIVE_QUERIES_MULTIPLEXED_BATCH_SIZE", _BATCH),
    ("STREAMING_QUERIES_MULTIPLEXED_REFETCH_INTERVAL", _INTERVAL),
    ("STREAMING_QUERIES_MULTIPLEXED_BATCH_SIZE", _BATCH),
    ("ENABLE_ALLOWLIST", parse_boolean),
    ("ENABLED_LOG_TYPES", PARSERS["ENABLED_LOG_TYPES"]),
    ("LOG_LEVEL", PARSERS["LOG_LEVEL"]),
    ("DEV_MODE ADMIN_INTERNAL_ERRORS", parse_boolean),
    ("EVENTS_HTTP_POOL_SIZE", _number("Only expecting a positive integer", 1)),
    ("EVENTS_FETCH_INTERVAL ASYNC_ACTIONS_FETCH_INTERVAL", _TIME),
    ("ENABLE_REMOTE_SCHEMA_PERMISSIONS CONNECTION_COMPRESSION", parse_boolean),
    ("WEBSOCKET_KEEPALIVE", _TIME),
    ("INFER_FUNCTION_PERMISSIONS ENABLE_MAINTENANCE_MODE", parse_boolean),
    ("SCHEMA_SYNC_POLL_INTERVAL", _TIME),
    ("EXPERIMENTAL_FEATURES", PARSERS["EXPERIMENTAL_FEATURES"]),
    ("EVENTS_FETCH_BATCH_SIZE", _COUNT),
    ("GRACEFUL_SHUTDOWN_TIMEOUT", _TIME),
    (
        "WEBSOCKET_CONNECTION_INIT_TIMEOUT",
        _number("Expecting Int value", 0, "WebSocket Connection Timeout must not be negative"),
    ),
    ("ENABLE_METADATA_QUERY_LOGGING", parse_boolean),
    ("DEFAULT_NAMING_CONVENTION", PARSERS["DEFAULT_NAMING_CONVENTION"]),
    ("ENABLE_APOLLO_FEDERATION", parse_boolean),
    ("CLOSE_WEBSOCKETS_ON_METADATA_CHANGE", parse_boolean),
    ("MAX_TOTAL_HEADER_LENGTH", _number("Expecting Int value")),
    ("ENABLE_TRIGGERS_ERROR_LOG_LEVEL", parse_boolean),
    ("ASYNC_ACTIONS_FETCH_BATCH_SIZE", _COUNT),
    ("CONFIGURED_HEADER_PRECEDENCE DISABLE_NATIVE_QUERY_VALIDATION", parse_boolean),
    ("REMOTE_SCHEMA_PRIORITIZE_DATA BIGQUERY_STRING_NUMERIC_INPUT", parse_boolean),
)
