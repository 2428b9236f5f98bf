"""Every command by the type that names it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from doubles.standin.metadata.commands import (
    databases,
    functions,
    permissions,
    relationships,
    tables,
    whole,
)
from doubles.standin.metadata.context import Context

Command = Callable[[Context, Any, int], Awaitable[Any]]

READS: Mapping[str, Command] = {
    "export_metadata": whole.export_metadata,
    "get_inconsistent_metadata": whole.get_inconsistent_metadata,
    "get_catalog_state": whole.get_catalog_state,
}
# What these leave inconsistent, the request itself allows, or is about.
OF_THE_WHOLE: Mapping[str, Command] = {
    "replace_metadata": whole.replace_metadata,
    "reload_metadata": whole.reload_metadata,
    "drop_inconsistent_metadata": whole.drop_inconsistent_metadata,
    "clear_metadata": whole.clear_metadata,
    "set_catalog_state": whole.set_catalog_state,
}
# The metadata stays the same version by these.
UNSAVED = {*READS, "reload_metadata", "set_catalog_state"}
ONE_BY_ONE: Mapping[str, Command] = {
    "pg_track_table": tables.track_table,
    "pg_track_tables": tables.track_tables,
    "pg_untrack_table": tables.untrack_table,
    "pg_untrack_tables": tables.untrack_tables,
    "pg_set_table_customization": tables.set_table_customization,
    "pg_set_table_is_enum": tables.set_table_is_enum,
    "pg_add_computed_field": tables.add_computed_field,
    "pg_drop_computed_field": tables.drop_computed_field,
    "pg_create_object_relationship": relationships.create_object_relationship,
    "pg_create_array_relationship": relationships.create_array_relationship,
    "pg_drop_relationship": relationships.drop_relationship,
    "pg_rename_relationship": relationships.rename_relationship,
    "pg_set_relationship_comment": relationships.set_relationship_comment,
    **{f"pg_create_{operation}_permission": run for operation, run in permissions.CREATE.items()},
    **{f"pg_drop_{operation}_permission": run for operation, run in permissions.DROP.items()},
    "pg_set_permission_comment": permissions.set_permission_comment,
    "pg_track_function": functions.track_function,
    "pg_untrack_function": functions.untrack_function,
    "pg_create_function_permission": functions.create_function_permission,
    "pg_drop_function_permission": functions.drop_function_permission,
    "pg_add_source": databases.add_source,
    "pg_update_source": databases.update_source,
    "pg_drop_source": databases.drop_source,
}
COMMANDS: Mapping[str, Command] = {**READS, **OF_THE_WHOLE, **ONE_BY_ONE}
