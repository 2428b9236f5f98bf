"""The environment that Hasura would not start with is refused in its words."""

from __future__ import annotations

import pytest

from doubles.standin.options import Options, read_options
from hasura.model import StartupError

DATABASE = {"HASURA_GRAPHQL_DATABASE_URL": "postgres://x"}
APIS = "metadata,graphql,pgdump,developer,config,metrics"
DOMAINS = ". All domains should have scheme + (optional wildcard) host + (optional port)"
BOOLEAN = (
    ' Not a valid boolean text. True values are ["true","t","yes","y"] and  False values are '
    '["false","f","no","n"]. All values are case insensitive'
)


def read(**variables: str) -> Options:
    """The options of an environment; names without `HASURA_GRAPHQL_`."""
    return read_options(DATABASE | {f"HASURA_GRAPHQL_{name}": value for name, value in variables.items()})


def test_defaults() -> None:
    """What is not said is Hasura's default."""
    options = read()
    assert (options.port, options.console, options.shutdown_timeout) == (8080, False, 60)
    assert options.apis == {"metadata", "graphql", "pgdump", "config"}
    assert options.log_types == {"startup", "http-log", "webhook-log", "websocket-log", "jwk-refresh-log"}
    assert options.cors.origins.every


@pytest.mark.parametrize("text", ["true", "T", "yes", "Y", "TRUE"])
def test_true(text: str) -> None:
    """Hasura's words for true, in any case."""
    assert read(ENABLE_CONSOLE=text).console


@pytest.mark.parametrize("text", ["1", "0", "on", "", " true"])
@pytest.mark.parametrize("name", ["ENABLE_CONSOLE", "DEV_MODE", "ENABLE_TELEMETRY"])
def test_no_boolean(name: str, text: str) -> None:
    """Other words than Hasura's are fatal for every boolean, also for those that mean nothing here."""
    with pytest.raises(StartupError) as caught:
        read(**{name: text})
    assert str(caught.value) == f"Fatal Error:- Environment variable HASURA_GRAPHQL_{name}: {BOOLEAN}"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("SERVER_PORT", "65536", "Only expecting a value between 0 and 65535"),
        ("SERVER_PORT", "http", "Only expecting a value between 0 and 65535"),
        ("WEBSOCKET_KEEPALIVE", "5s", "Expecting Int value"),
        ("LOG_LEVEL", "verbose", "Valid log levels: debug, info, warn or error"),
        (
            "ENABLED_APIS",
            "graphql,sql",
            f"Only expecting list of comma separated API types {APIS}",
        ),
        (
            "CORS_DOMAIN",
            "app.example",
            f"invalid domain: 'app.example'{DOMAINS}",
        ),
    ],
)
def test_fatal(name: str, text: str, message: str) -> None:
    """A value that Hasura cannot read is fatal."""
    with pytest.raises(StartupError) as caught:
        read(**{name: text})
    assert str(caught.value) == f"Fatal Error:- Environment variable HASURA_GRAPHQL_{name}: {message}"


def test_unknown_log_type() -> None:
    """A log type that Hasura does not know is fatal."""
    with pytest.raises(StartupError, match="HASURA_GRAPHQL_ENABLED_LOG_TYPES"):
        read(ENABLED_LOG_TYPES="startup,htp-log")


def test_no_database() -> None:
    """Without a database there is no start; the metadata database wins over the other."""
    with pytest.raises(StartupError, match="--metadata-database-url or --database-url"):
        read_options({})
    assert read(METADATA_DATABASE_URL="postgres://meta").database_url == "postgres://meta"
