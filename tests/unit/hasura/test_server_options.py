"""What Hasura reads about the server itself: origins, lists of names, single words."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasura.model import StartupError
from hasura.start.origins import parse_origins
from hasura.start.startup import start

ALLOWED = [
    ("*", "https://any.example", True),
    ("https://app.example", "https://app.example", True),
    ("https://app.example", "http://app.example", False),
    ("https://app.example", "https://app.example:443", False),
    ("http://localhost:3000, https://app.example", "http://localhost:3000", True),
    ("https://*.app.example", "https://x.app.example", True),
    ("https://*.app.example", "https://app.example", False),
    ("https://*.app.example", "https://x.y.app.example", False),
    ("https://*.app.example", "https://x.app.example.evil", False),
    ("https://*.app.example:8443", "https://x.app.example:8443", True),
    ("https://*.app.example:8443", "https://x.app.example", False),
    ("capacitor://localhost", "capacitor://localhost", True),
    ("https://app.example/", "https://app.example", False),
    ("https://app.example:443/path", "https://app.example:443", True),
]


@pytest.mark.parametrize(("domains", "origin", "allowed"), ALLOWED)
def test_origin_is_compared_as_hasura_does(domains: str, origin: str, allowed: bool) -> None:
    """Scheme, host and port have to be the same; a wildcard is one label; any scheme is one."""
    assert parse_origins(domains).allow(origin) == allowed


@pytest.mark.parametrize("domains", ["", ",", "app.example", "$(x)", " *", "*.app.example", "https://a,b"])
def test_entry_that_is_no_origin_is_refused(domains: str) -> None:
    """Every entry needs a scheme; the star stands alone."""
    with pytest.raises(ValueError, match="invalid domain: "):
        parse_origins(domains)


HOST = st.from_regex(r"[a-z][a-z.-]{0,9}", fullmatch=True)
ORIGIN = st.builds("{}://{}:{}".format, st.sampled_from(["https", "capacitor"]), HOST, st.integers(1, 65535))


@given(st.lists(ORIGIN, min_size=1))
def test_every_listed_origin_may_call(origins: list[str]) -> None:
    """An origin in the list is allowed as it stands."""
    assert all(parse_origins(", ".join(origins)).allow(origin) for origin in origins)


@given(st.text(), st.text())
def test_no_text_is_more_than_refused(domains: str, origin: str) -> None:
    """Whatever the texts are, there is an answer or a refusal in Hasura's words."""
    with contextlib.suppress(ValueError):
        parse_origins(domains).allow(origin)


WRONG = [
    ("CORS_DOMAIN", "app.example", "invalid domain: 'app.example'"),
    ("ENABLED_APIS", "graphql,sql", "Only expecting list of comma separated API types metadata,graphql"),
    (
        "ENABLED_LOG_TYPES",
        "startup,htp-log",
        'Error in $: Valid list of comma-separated log types: ["startup"',
    ),
    ("LOG_LEVEL", "verbose", "Valid log levels: debug, info, warn or error"),
    ("AUTH_HOOK_MODE", "get", "Only expecting GET / POST"),
    ("TX_ISOLATION", "none", "Only expecting read-committed / repeatable-read / serializable"),
    ("DEFAULT_NAMING_CONVENTION", "x", 'naming_convention can either be "hasura-default" or'),
    (
        "EXPERIMENTAL_FEATURES",
        "x",
        "Only expecting list of comma separated experimental features, options are:",
    ),
]


@pytest.mark.parametrize(("name", "text", "words"), WRONG)
def test_value_outside_the_list_ends_the_start(name: str, text: str, words: str) -> None:
    """The error has Hasura's words and names the variable."""
    variable = f"HASURA_GRAPHQL_{name}"
    with pytest.raises(StartupError) as caught:
        start({variable: text})
    assert str(caught.value).startswith(f"Fatal Error:- Environment variable {variable}: {words}")
    assert caught.value.variable == variable


def test_origins_do_not_count_where_cors_is_disabled() -> None:
    """Hasura reads no origins then, so a text that is none of them is not fatal."""
    start({"HASURA_GRAPHQL_DISABLE_CORS": "true", "HASURA_GRAPHQL_CORS_DOMAIN": "app.example"})


def test_right_values_pass() -> None:
    """Names count in any case and with blanks around them, where Hasura says so."""
    start(
        {
            "HASURA_GRAPHQL_ENABLED_APIS": "Metadata, GRAPHQL",
            "HASURA_GRAPHQL_ENABLED_LOG_TYPES": "startup, http-log, validate-insert-input-log",
            "HASURA_GRAPHQL_LOG_LEVEL": " Warn",
            "HASURA_GRAPHQL_TX_ISOLATION": "serializable",
            "HASURA_GRAPHQL_EXPERIMENTAL_FEATURES": "naming_convention",
        }
    )
