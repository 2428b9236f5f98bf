"""Hasura's metadata, version 3, as JSON: what it says of sources, tables, relationships, permissions.

It reads what `export_metadata` answers and what a project's folder is put together to; it asks no database.
"""

from hasura.metadata.model import (
    OPERATIONS,
    ForeignKey,
    Function,
    Manual,
    Metadata,
    MetadataError,
    Operation,
    Permission,
    QualifiedName,
    Relationship,
    Source,
    Table,
)
from hasura.metadata.reader import read_metadata, read_name
from hasura.metadata.unserved import Unserved, unserved

__all__ = [
    "OPERATIONS",
    "ForeignKey",
    "Function",
    "Manual",
    "Metadata",
    "MetadataError",
    "Operation",
    "Permission",
    "QualifiedName",
    "Relationship",
    "Source",
    "Table",
    "Unserved",
    "read_metadata",
    "read_name",
    "unserved",
]
