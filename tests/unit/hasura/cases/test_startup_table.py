"""Every start-up error that Hasura has: the configuration, and the text that it prints."""

from __future__ import annotations

import json

import pytest

from hasura.explain.startup_words import startup_words
from hasura.model import AuthMode, StartupError
from hasura.start.key_address import answered_badly, fetch_failed, no_jwk_set
from hasura.start.startup import admin_secret_hash, start
from tests.unit.hasura.cases.startup_rows import KEY, ROWS, env


@pytest.mark.parametrize(("environment", "text"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_startup_error(environment: dict[str, str], text: str) -> None:
    """Each configuration stops Hasura with exactly this text, for which a person's words exist."""
    with pytest.raises(StartupError) as raised:
        start(environment)
    assert str(raised.value) == text
    assert startup_words(text).id != "unknown"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(fetch_failed("ConnectionTimeout"), "Error fetching JWK: ConnectionTimeout", id="G23"),
        pytest.param(
            answered_badly("https://u:p@a.example/k"),
            "Non-2xx response on fetching JWK from: https://u:...@a.example/k",
            id="G24",
        ),
        pytest.param(
            no_jwk_set("https://a.example/k"), "Error parsing JWK from url: https://a.example/k", id="G25"
        ),
    ],
)
def test_startup_error_of_the_key_set(text: str, expected: str) -> None:
    """The first fetch of a key set has three ways to fail, each with its words."""
    assert text == expected
    assert startup_words(text).id.startswith("jwks-")


WORDS = {
    "G01": "array-in-singular",
    "G02": "no-key",
    "G03": "key-and-jwk-url",
    "G04": "two-namespaces",
    "G05": "bad-namespace-path",
    "G06": "no-type",
    "G07": "unknown-type",
    "G08": "hs256-key-short",
    "G09": "hs384-key-short",
    "G10": "hs512-key-short",
    "G11": "no-pem",
    "G12": "key-of-other-kind",
    "G13": "certificate-of-other-kind",
    "G14": "unknown-curve",
    "G15": "trailing-data",
    "G16": "unknown-header-type",
    "G17": "no-allowed-roles",
    "G18": "no-default-role",
    "G19": "bad-claims-map-path",
    "G20 audience": "audience-no-uri",
    "G20 issuer": "not-string-or-uri",
    "G21": "empty-role",
    "G22": "unknown-claims-format",
    "G26": "jwt-needs-admin-secret",
    "G27": "webhook-needs-admin-secret",
    "G28": "webhook-and-jwt",
    "G29": "unauthorized-role-not-usable",
    "G30": "unauthorized-role-empty",
    "a text as header": "header-is-text",
    "a cookie without name": "no-name",
    "no path in a source": "no-path",
    "a path without scheme as jwk_url": "jwk-url-no-uri",
    "a text as skew": "skew-no-number",
    "a number as key": "wrong-kind",
    "set but empty": "empty",
    "quotes kept": "not-json",
    "a real line break": "line-breaks",
    "a private key": "no-public-key",
    "line breaks lost": "broken-pem",
}


@pytest.mark.parametrize(("row", "words"), WORDS.items())
def test_words_of_the_row(row: str, words: str) -> None:
    """Each error has the words written for it, not those of a neighbour."""
    text = next(text for name, _, text in ROWS if name == row)
    assert startup_words(text).id == words


def test_no_secret_is_no_error() -> None:
    """An empty environment starts without authentication."""
    assert start({}) == AuthMode((), (), None, None)


def test_empty_admin_secret_counts() -> None:
    """An admin secret that is set to nothing is a secret."""
    assert start(env(ADMIN_SECRET="")).admin_secret_hashes == (admin_secret_hash(""),)


def test_access_key_is_the_older_name() -> None:
    """The access key counts where there is no admin secret."""
    assert start(env(ACCESS_KEY="old")).admin_secret_hashes == (admin_secret_hash("old"),)
    both = start(env(ACCESS_KEY="old", ADMIN_SECRET="new"))
    assert both.admin_secret_hashes == (admin_secret_hash("new"),)


def test_webhook_mode() -> None:
    """A webhook beside an admin secret starts."""
    assert start(env(ADMIN_SECRET="a", AUTH_HOOK="https://hook.example")).webhook == "https://hook.example"


def test_community_edition_ignores_the_plural() -> None:
    """Without a licence key the plural variables are not even parsed."""
    mode = start(env(ADMIN_SECRET="a", ADMIN_SECRETS="no JSON", JWT_SECRETS="no JSON", EE_LICENSE_KEY=""))
    assert mode == AuthMode((admin_secret_hash("a"),), (), None, None)


def test_enterprise_edition_prefers_the_plural() -> None:
    """With a licence key the plural variables win, and equal entries count once."""
    first, second = {"jwk_url": "https://a.example/k"}, {"type": "HS256", "key": KEY}
    mode = start(
        env(
            EE_LICENSE_KEY="licence",
            ADMIN_SECRET="one",
            ADMIN_SECRETS=json.dumps(["two", "three", "two"]),
            JWT_SECRET="no JSON",
            JWT_SECRETS=json.dumps([first, second, first | {"type": "RS256"}, second | {"header": None}]),
        )
    )
    assert mode.admin_secret_hashes == (admin_secret_hash("two"), admin_secret_hash("three"))
    assert [secret.jwk_url for secret in mode.jwt_secrets] == ["https://a.example/k", None]
