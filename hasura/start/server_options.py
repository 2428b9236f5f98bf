"""How Hasura reads the variables about the server itself whose values are from a list.

Source: `Hasura.Server.Init.Env`. Booleans and numbers are in `hasura.variables`, authentication in `startup`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from hasura.start.origins import parse_origins

_APIS = ("metadata", "graphql", "pgdump", "developer", "config", "metrics")
_LOG_TYPES = (
    *("startup", "http-log", "webhook-log", "websocket-log", "query-log", "execution-log"),
    *("livequery-poller-log", "action-handler-log", "data-connector-log", "jwk-refresh-log"),
    "validate-insert-input-log",
)
_LEVELS = ("debug", "info", "warn", "error")
_FEATURES = (
    *("inherited_roles", "optimize_permission_filters", "naming_convention", "streaming_subscriptions"),
    *("apollo_federation", "hide_update_many_fields", "bigquery_string_numeric_input"),
    *(
        "hide_aggregation_predicates",
        "hide_stream_fields",
        "group_by_aggregations",
        "disable_postgres_arrays",
    ),
)


def parse_apis(text: str) -> frozenset[str]:
    """The APIs that are served, by their names in small letters.

    Raises:
        ValueError: With Hasura's words, as all of these.
    """
    words = "Only expecting list of comma separated API types "
    return _names(text, _APIS, words + ",".join(_APIS))


def parse_log_types(text: str) -> frozenset[str]:
    """The types of log lines that are written."""
    known = json.dumps(_LOG_TYPES, separators=(",", ":"))
    return _names(text, _LOG_TYPES, f"Error in $: Valid list of comma-separated log types: {known}")


def parse_log_level(text: str) -> str:
    """The lowest level that is written."""
    level = text.strip().lower()
    if level not in _LEVELS:
        raise ValueError("Valid log levels: debug, info, warn or error")
    return level


def _features(text: str) -> frozenset[str]:
    words = "Only expecting list of comma separated experimental features, options are:"
    return _names(text, _FEATURES, words + ", ".join(_FEATURES))


def _names(text: str, known: tuple[str, ...], words: str) -> frozenset[str]:
    chosen = frozenset(word.strip().lower() for word in text.split(","))
    if not chosen <= set(known):
        raise ValueError(words)
    return chosen


def _one_of(words: str, *known: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in known:
            raise ValueError(words)
        return text

    return parse


PARSERS: Mapping[str, Callable[[str], object]] = {
    "AUTH_HOOK_MODE": _one_of("Only expecting GET / POST", "GET", "POST"),
    "CORS_DOMAIN": parse_origins,
    "DEFAULT_NAMING_CONVENTION": _one_of(
        'naming_convention can either be "hasura-default" or "graphql-default"',
        "hasura-default",
        "graphql-default",
    ),
    "ENABLED_APIS": parse_apis,
    "ENABLED_LOG_TYPES": parse_log_types,
    "EXPERIMENTAL_FEATURES": _features,
    "LOG_LEVEL": parse_log_level,
    "TX_ISOLATION": _one_of(
        "Only expecting read-committed / repeatable-read / serializable",
        "read-committed",
        "repeatable-read",
        "serializable",
    ),
}
"""What reads each such variable, by its name without the prefix."""
