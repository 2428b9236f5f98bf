"""Hasura's own list of environment variables: name, kind of value, edition, whether it is a secret.

Source: the configuration reference of Hasura GraphQL Engine v2 and its installation manifests.
Every name carries the prefix `HASURA_GRAPHQL_`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

PREFIX = "HASURA_GRAPHQL_"

# The variables that say who may do what; Hasura reads them before all others.
ADMIN_SECRET = f"{PREFIX}ADMIN_SECRET"
ADMIN_SECRETS = f"{PREFIX}ADMIN_SECRETS"
ACCESS_KEY = f"{PREFIX}ACCESS_KEY"
AUTH_HOOK = f"{PREFIX}AUTH_HOOK"
JWT_SECRET = f"{PREFIX}JWT_SECRET"
JWT_SECRETS = f"{PREFIX}JWT_SECRETS"
LICENSE_KEY = f"{PREFIX}EE_LICENSE_KEY"
UNAUTHORIZED_ROLE = f"{PREFIX}UNAUTHORIZED_ROLE"

Kind = Literal["text", "boolean", "integer", "json"]

_TEXT = """
AUTH_HOOK AUTH_HOOK_MODE CONSOLE_ASSETS_DIR CORS_DOMAIN DEFAULT_NAMING_CONVENTION
DYNAMIC_SECRETS_ALLOWED_PATH_PREFIX ENABLED_APIS ENABLED_LOG_TYPES EXPERIMENTAL_FEATURES LOG_LEVEL
METADATA_DATABASE_EXTENSIONS_SCHEMA PG_SSL_CERTIFICATE_PATH RATE_LIMIT_REDIS_TLS_HOSTNAME
REDIS_TLS_HOSTNAME REDIS_TLS_SHARED_CA_STORE_PATH SERVER_HOST TX_ISOLATION UNAUTHORIZED_ROLE
"""
_BOOLEAN = """
ADMIN_INTERNAL_ERRORS AUTH_HOOK_SEND_REQUEST_BODY BACKWARDS_COMPAT_NULL_IN_NONNULLABLE_VARIABLES
BIGQUERY_STRING_NUMERIC_INPUT CLOSE_WEBSOCKETS_ON_METADATA_CHANGE CONFIGURED_HEADER_PRECEDENCE
CONNECTION_COMPRESSION DEV_MODE DISABLE_CORS DISABLE_NATIVE_QUERY_VALIDATION ENABLE_ALLOWLIST
ENABLE_APOLLO_FEDERATION ENABLE_CONSOLE ENABLE_LOG_COMPRESSION ENABLE_MAINTENANCE_MODE
ENABLE_METADATA_QUERY_LOGGING ENABLE_PERSISTED_QUERIES ENABLE_QUERY_TRACING
ENABLE_REMOTE_SCHEMA_PERMISSIONS ENABLE_TELEMETRY ENABLE_TRIGGERS_ERROR_LOG_LEVEL
INFER_FUNCTION_PERMISSIONS METRICS_ENABLE_HIGH_CARDINALITY_LABELS RATE_LIMIT_REDIS_USE_TLS
REMOTE_SCHEMA_PRIORITIZE_DATA REMOTE_SCHEMA_SKIP_NULLS STRINGIFY_NUMERIC_TYPES USE_PREPARED_STATEMENTS
V1_BOOLEAN_NULL_COLLAPSE WS_READ_COOKIE
"""
_INTEGER = """
ASYNC_ACTIONS_FETCH_BATCH_SIZE ASYNC_ACTIONS_FETCH_INTERVAL CACHE_MAX_ENTRY_TTL
CONNECTIONS_PER_READ_REPLICA EVENTS_FETCH_BATCH_SIZE EVENTS_FETCH_INTERVAL EVENTS_HTTP_POOL_SIZE
GRACEFUL_SHUTDOWN_TIMEOUT LIVE_QUERIES_MULTIPLEXED_BATCH_SIZE LIVE_QUERIES_MULTIPLEXED_REFETCH_INTERVAL
MAX_CACHE_SIZE MAX_TOTAL_HEADER_LENGTH NO_OF_RETRIES PERSISTED_QUERIES_TTL PG_CONNECTIONS
PG_CONN_LIFETIME PG_STRIPES PG_TIMEOUT POOL_TIMEOUT QUERY_PLAN_CACHE_SIZE REDIS_TIMEOUT
SCHEMA_SYNC_POLL_INTERVAL SERVER_PORT STREAMING_QUERIES_MULTIPLEXED_BATCH_SIZE
STREAMING_QUERIES_MULTIPLEXED_REFETCH_INTERVAL STRIPES_PER_READ_REPLICA WEBSOCKET_CONNECTION_INIT_TIMEOUT
WEBSOCKET_KEEPALIVE
"""
_JSON = """
METADATA_DEFAULTS
"""
_CONFIDENTIAL_TEXT = """
ACCESS_KEY ADMIN_SECRET DATABASE_URL EE_LICENSE_KEY METADATA_DATABASE_URL METRICS_SECRET
RATE_LIMIT_REDIS_URL READ_REPLICA_URL READ_REPLICA_URLS REDIS_URL
"""
_CONFIDENTIAL_JSON = """
ADMIN_SECRETS JWT_SECRET JWT_SECRETS SSO_PROVIDERS
"""
_ENTERPRISE = """
ADMIN_SECRETS CACHE_MAX_ENTRY_TTL CONNECTIONS_PER_READ_REPLICA EE_LICENSE_KEY ENABLE_LOG_COMPRESSION
ENABLE_PERSISTED_QUERIES ENABLE_QUERY_TRACING JWT_SECRETS MAX_CACHE_SIZE
METRICS_ENABLE_HIGH_CARDINALITY_LABELS METRICS_SECRET PERSISTED_QUERIES_TTL PG_SSL_CERTIFICATE_PATH
RATE_LIMIT_REDIS_TLS_HOSTNAME RATE_LIMIT_REDIS_URL RATE_LIMIT_REDIS_USE_TLS READ_REPLICA_URLS
REDIS_TIMEOUT REDIS_TLS_HOSTNAME REDIS_TLS_SHARED_CA_STORE_PATH REDIS_URL SSO_PROVIDERS
"""


@dataclass(frozen=True)
class HasuraVariable:
    """One variable that Hasura reads; `enterprise` marks those that the Community Edition ignores."""

    name: str
    kind: Kind
    secret: bool
    enterprise: bool


def _table() -> dict[str, HasuraVariable]:
    groups: tuple[tuple[str, Kind, bool], ...] = (
        (_TEXT, "text", False),
        (_CONFIDENTIAL_TEXT, "text", True),
        (_BOOLEAN, "boolean", False),
        (_INTEGER, "integer", False),
        (_JSON, "json", False),
        (_CONFIDENTIAL_JSON, "json", True),
    )
    enterprise = set(_ENTERPRISE.split())
    return {
        PREFIX + name: HasuraVariable(PREFIX + name, kind, secret, name in enterprise)
        for names, kind, secret in groups
        for name in names.split()
    }


HASURA_VARIABLES: Mapping[str, HasuraVariable] = _table()

# Variables that a user cannot set one by one, with what to do instead.
FIXED: Mapping[str, str] = {
    f"{PREFIX}DATABASE_URL": "it follows from the stack's database settings",
    f"{PREFIX}METADATA_DATABASE_URL": "it follows from the stack's database settings",
    f"{PREFIX}SERVER_PORT": "the port inside the container is the same everywhere",
    ADMIN_SECRET: "set herm:adminSecret instead",
    ACCESS_KEY: "it is an old name of the admin secret; set herm:adminSecret instead",
    JWT_SECRET: "set herm:jwtSecret instead",
    f"{PREFIX}ENABLED_LOG_TYPES": "set herm:enabledLogTypes instead",
    f"{PREFIX}CORS_DOMAIN": "set herm:corsDomain instead",
    UNAUTHORIZED_ROLE: "set herm:unauthorizedRole instead",
}

_TRUE = ("true", "t", "yes", "y")
_FALSE = ("false", "f", "no", "n")


def parse_boolean(text: str) -> bool:
    """A boolean as Hasura reads it from a variable or a header.

    Raises:
        ValueError: With Hasura's words, which begin with a space.
    """
    word = text.lower()
    if word not in (*_TRUE, *_FALSE):
        true, false = (json.dumps(words, separators=(",", ":")) for words in (_TRUE, _FALSE))
        raise ValueError(
            f" Not a valid boolean text. True values are {true} and  False values are {false}. "
            "All values are case insensitive"
        )
    return word in _TRUE


def value_problem(variable: HasuraVariable, value: str) -> str | None:
    """Why Hasura would not start with this value, without showing it; None when it would."""
    match variable.kind:
        case "boolean" if value.lower() not in (*_TRUE, *_FALSE):
            return "Hasura takes true or false here and does not start with anything else, 1 and 0 included"
        case "integer" if not value.isascii() or not value.isdigit():
            return "Hasura takes a whole number here and does not start with anything else"
        case "json":
            try:
                json.loads(value)
            except ValueError:
                return "Hasura takes JSON here"
    return None
