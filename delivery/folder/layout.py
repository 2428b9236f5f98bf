"""Where the objects of metadata version 3 stand: key in the document, file in the metadata folder.

What Hasura adds later is a line here.
"""

from __future__ import annotations

VERSION = "version.yaml"
SOURCES = "databases/databases.yaml"
ACTIONS = "actions.yaml"
TYPES = "actions.graphql"
ROOTS = {"Mutation": "mutation", "Query": "query"}
"""In actions.graphql: the types whose fields are actions, and metadata's word for an action of each."""

CUSTOM_TYPES = ("enums", "input_objects", "objects", "scalars")
"""The kinds of its other types, in metadata's words."""

LISTS = {
    "remote_schemas": "remote_schemas.yaml",
    "query_collections": "query_collections.yaml",
    "allowlist": "allow_list.yaml",
    "cron_triggers": "cron_triggers.yaml",
    "rest_endpoints": "rest_endpoints.yaml",
    "inherited_roles": "inherited_roles.yaml",
}
MAPPINGS = {
    "network": "network.yaml",
    "api_limits": "api_limits.yaml",
    "graphql_schema_introspection": "graphql_schema_introspection.yaml",
    "backend_configs": "backend_configs.yaml",
    "metrics_config": "metrics_config.yaml",
    "opentelemetry": "opentelemetry.yaml",
}
