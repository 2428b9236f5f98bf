"""The apps of the benchmark's stack are valid and never in each other's way."""

from __future__ import annotations

from tests.bench.apps import settings_of
from tests.support.configurations import PROD


def test_every_app_has_names_of_its_own() -> None:
    """Group, app, vault and server of fifty apps, from settings that name some of them."""
    raw = {**PROD, "vaultName": "the-only-vault", "serverName": "the-only-server"}
    names = [settings_of(raw, number).azure.names for number in range(50)]
    for part in ("resource_group", "app", "vault", "server"):
        assert len({getattr(one, part) for one in names}) == 50, part


def test_each_apps_database_is_its_own() -> None:
    """The address that Hasura gets names the app's own server."""
    settings = settings_of(PROD, 7)
    assert f"@{settings.azure.names.server}." in settings.database_url.reveal()
