"""The address at which Hasura finds its database on Azure, and the password in it."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from infra.config.azure.database.role import ADMINISTRATOR
from infra.config.azure.database.settings import DATABASE_NAME, DatabaseSettings
from infra.config.reader import ConfigReader
from infra.secret import Secret

_PASSWORD_KINDS = ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]")


def read_database_url(reader: ConfigReader, database: DatabaseSettings, password: Secret) -> Secret:
    """The database that Hasura uses on Azure; TLS is required either way."""
    if database.managed:
        _check_password(reader, password)
        own = password if database.role == ADMINISTRATOR else database.role_password
        login = f"{database.role}:{quote(own.reveal(), safe='')}"
        return Secret(f"postgres://{login}@{database.host}:5432/{DATABASE_NAME}?sslmode=require")
    url = reader.secret("databaseUrl", "database is external, and Hasura needs its address")
    if not url.readable or not url.reveal().strip():
        return url
    if not url.reveal().startswith(("postgres://", "postgresql://")) or not host_of(url):
        reader.problem("databaseUrl", "is not an address like postgres://USER:PASSWORD@HOST:5432/NAME")
    elif "sslmode=" not in url.reveal():
        reader.problem("databaseUrl", "does not end with ?sslmode=require: passwords may travel unprotected")
    return url


def host_of(url: Secret) -> str:
    """The host of a database's address; "" when there is none in it."""
    try:
        return urlsplit(url.reveal()).hostname or ""
    except ValueError:
        return ""


def _check_password(reader: ConfigReader, password: Secret) -> None:
    """Azure refuses a weak administrator's password only after minutes of creating the server."""
    value = password.reveal()
    kinds = sum(1 for kind in _PASSWORD_KINDS if re.search(kind, value))
    if password.readable and value and (len(value) > 128 or kinds < 3):
        reader.problem(
            "databasePassword",
            "would be refused by Azure: 8 to 128 characters of three kinds among small letters, capitals, "
            "digits and others",
        )
