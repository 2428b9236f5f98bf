"""The names that a table's customization gives to its fields, in place of those of the database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hasura.metadata.model import Table

_DEFAULT_SCHEMA = "public"
_NAME = re.compile("[_A-Za-z][_0-9A-Za-z]*")


def is_graphql_name(text: str) -> bool:
    """Whether GraphQL can have it as a name."""
    return _NAME.fullmatch(text) is not None


def is_shown(table: Table) -> bool:
    """Whether GraphQL can have the table's name; any other table Hasura tracks and does not show."""
    return is_graphql_name(_base(table))


def root_names(table: Table) -> dict[str, str]:
    """The root fields that have names of their own, by Hasura's words: `select`, `insert_one`, ..."""
    return _names(_configuration(table).get("custom_root_fields"), "name")


def field_names(table: Table) -> dict[str, str]:
    """The columns whose fields have names of their own."""
    configuration = _configuration(table)
    # The older member says names alone, the newer one names and comments.
    older = _names(configuration.get("custom_column_names"), "custom_name")
    return {**older, **_names(configuration.get("column_config"), "custom_name")}


def select_root(table: Table) -> str:
    """The root field that answers with rows of a table."""
    return root_names(table).get("select", _base(table))


def query_roots(table: Table) -> tuple[str, str]:
    """The root fields that every table has for the admin: of its rows, and of their aggregate."""
    return select_root(table), root_names(table).get("select_aggregate", f"{_base(table)}_aggregate")


def update_many_root(table: Table) -> str:
    """The root field that makes several updates of a table; always a name that GraphQL knows."""
    usual = re.sub(r"\W", "_", f"update_{_base(table)}_many", flags=re.ASCII)
    return root_names(table).get("update_many", usual)


def _base(table: Table) -> str:
    """The name from which those of types and fields are made."""
    name = table.name
    usual = name.name if name.schema == _DEFAULT_SCHEMA else f"{name.schema}_{name.name}"
    custom = _configuration(table).get("custom_name")
    return custom if isinstance(custom, str) and custom else usual


def _configuration(table: Table) -> Mapping[str, Any]:
    return _object(table.definition.get("configuration"))


def _object(value: Any) -> Mapping[str, Any]:
    """A value that is not an object, which Hasura refuses, says nothing."""
    return value if isinstance(value, Mapping) else {}


def _names(entries: Any, member: str) -> dict[str, str]:
    """The names that entries give, each a text or an object that may have one."""
    named = {
        key: entry if isinstance(entry, str) else _object(entry).get(member)
        for key, entry in _object(entries).items()
    }
    return {key: name for key, name in named.items() if isinstance(name, str) and name}
