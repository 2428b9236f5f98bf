"""What the environment says about the server itself; authentication is `hasura`'s."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from doubles.standin.http.cors import CorsPolicy
from hasura.model import StartupError, fatal
from hasura.start.origins import parse_origins
from hasura.start.server_options import (
    parse_apis,
    parse_log_level,
    parse_log_types,
)
from hasura.variables import HASURA_VARIABLES, PREFIX, parse_boolean

T = TypeVar("T")

_LOG_TYPES = "startup,http-log,webhook-log,websocket-log,jwk-refresh-log"


@dataclass(frozen=True)
class Options:
    """The server's options, each with Hasura's default.

    Attributes:
        database_url: Where the metadata schema is; holds a password.
        first_metadata: What a new catalog starts with: the source of the database URL, if that is set.
        extensions_schema: The schema that gets pgcrypto.
        retries: How often connecting to the database is tried again.
        init_timeout: Seconds that a WebSocket may take until `connection_init`.
        keepalive: Seconds between two signs of life on a WebSocket.
        shutdown_timeout: Seconds that running requests get after SIGTERM.
        longest_header: Bytes of all request headers together.
        compression: Whether WebSockets may compress their messages.
        query_engine: The program that answers queries over tables; None where the image has none.
    """

    port: int
    host: str
    database_url: str
    first_metadata: dict[str, Any]
    extensions_schema: str
    retries: int
    apis: frozenset[str]
    console: bool
    cors: CorsPolicy
    log_types: frozenset[str]
    log_level: str
    init_timeout: int
    keepalive: int
    shutdown_timeout: int
    longest_header: int
    compression: bool
    query_engine: Path | None


def read_options(env: Mapping[str, str]) -> Options:
    """The options that the environment gives.

    Raises:
        StartupError: With the text that Hasura prints before it exits.
    """
    _check_booleans(env)
    database = env.get(f"{PREFIX}METADATA_DATABASE_URL", env.get(f"{PREFIX}DATABASE_URL"))
    if not database:
        raise StartupError("Fatal Error: Either of --metadata-database-url or --database-url option expected")
    host = env.get(f"{PREFIX}SERVER_HOST", "*")
    return Options(
        port=_port(env),
        host="0.0.0.0" if host in {"*", "*4", "!4"} else host,  # noqa: S104 - a container's server
        database_url=database,
        first_metadata=_first_metadata(env),
        extensions_schema=env.get(f"{PREFIX}METADATA_DATABASE_EXTENSIONS_SCHEMA", "public"),
        retries=_number(env, "NO_OF_RETRIES", 1),
        apis=_read(env, "ENABLED_APIS", parse_apis, "metadata,graphql,pgdump,config"),
        console=_boolean(env, "ENABLE_CONSOLE", default=False),
        cors=_cors(env),
        log_types=_read(env, "ENABLED_LOG_TYPES", parse_log_types, _LOG_TYPES),
        log_level=_read(env, "LOG_LEVEL", parse_log_level, "info"),
        init_timeout=_number(env, "WEBSOCKET_CONNECTION_INIT_TIMEOUT", 3),
        keepalive=_number(env, "WEBSOCKET_KEEPALIVE", 5),
        shutdown_timeout=_number(env, "GRACEFUL_SHUTDOWN_TIMEOUT", 60),
        longest_header=_number(env, "MAX_TOTAL_HEADER_LENGTH", 1024 * 1024),
        compression=_boolean(env, "CONNECTION_COMPRESSION", default=False),
        query_engine=Path(env["QUERY_ENGINE"]) if "QUERY_ENGINE" in env else None,
    )


def _read(env: Mapping[str, str], name: str, parse: Callable[[str], T], default: str) -> T:
    """What a variable says, or its default."""
    try:
        return parse(env.get(PREFIX + name, default))
    except ValueError as error:
        raise fatal(PREFIX + name, str(error)) from None


def _check_booleans(env: Mapping[str, str]) -> None:
    """Every boolean that Hasura reads has to be one, also those that mean nothing to the stand-in."""
    for variable in HASURA_VARIABLES.values():
        if variable.kind == "boolean" and not variable.enterprise and variable.name in env:
            _boolean(env, variable.name.removeprefix(PREFIX), default=False)


def _boolean(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    return _read(env, name, parse_boolean, "true" if default else "false")


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(PREFIX + name)
    if text is None:
        return default
    if not text.strip().isdecimal() or not text.isascii():
        raise fatal(PREFIX + name, "Expecting Int value")
    return int(text)


def _port(env: Mapping[str, str]) -> int:
    text = env.get(f"{PREFIX}SERVER_PORT", "8080").strip()
    if not text.isascii() or not text.isdecimal() or int(text) > 65535:
        raise fatal(f"{PREFIX}SERVER_PORT", "Only expecting a value between 0 and 65535")
    return int(text)


def _cors(env: Mapping[str, str]) -> CorsPolicy:
    if _boolean(env, "DISABLE_CORS", default=False):
        return CorsPolicy(disabled=True, read_cookie=_boolean(env, "WS_READ_COOKIE", default=False))
    return CorsPolicy(_read(env, "CORS_DOMAIN", parse_origins, "*"))


def _first_metadata(env: Mapping[str, str]) -> dict[str, Any]:
    if f"{PREFIX}DATABASE_URL" not in env:
        return {"version": 3, "sources": []}
    connection = {
        "database_url": {"from_env": f"{PREFIX}DATABASE_URL"},
        "isolation_level": "read-committed",
        "pool_settings": {
            "connection_lifetime": 600,
            "idle_timeout": 180,
            "max_connections": 50,
            "retries": 1,
        },
        "use_prepared_statements": True,
    }
    source = {"name": "default", "kind": "postgres", "tables": []}
    return {"version": 3, "sources": [source | {"configuration": {"connection_info": connection}}]}
