"""A row to begin with: a value of its type for each column that has no default."""

from __future__ import annotations

from typing import Any, LiteralString, NamedTuple

from psycopg import sql

from doubles.standin.metadata.api import MetadataApi
from doubles.standin.metadata.errors import ApiError
from hasura.metadata import QualifiedName

# Each column that is to be given a value: its type's category and name, the type of an array's elements or
# of a domain left aside, and the one column of another table that it refers to.
_COLUMNS = """
SELECT a.attname, t.typcategory, t.typname, format_type(a.atttypid, a.atttypmod), k.relation, k.attname
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN LATERAL (
  SELECT r.confrelid::regclass::text AS relation, f.attname FROM pg_constraint r
  JOIN pg_attribute f ON f.attrelid = r.confrelid AND f.attnum = r.confkey[1]
  WHERE r.contype = 'f' AND r.conrelid = a.attrelid AND r.conkey = ARRAY[a.attnum] LIMIT 1) k ON true
WHERE a.attrelid = to_regclass(%s) AND a.attnum > 0 AND NOT a.attisdropped
  AND NOT a.atthasdef AND a.attidentity = '' AND a.attgenerated = ''
ORDER BY a.attnum
"""
_BY_CATEGORY = {"S": "'sample'", "B": "true", "D": "now()", "T": "'1 day'", "I": "'127.0.0.1'"}
_BY_NAME = {"uuid": "gen_random_uuid()", "json": "'{}'", "jsonb": "'{}'", "bytea": "''"}


class _Column(NamedTuple):
    name: str
    category: str
    kind: str
    written: LiteralString
    target: LiteralString | None
    target_column: str | None


async def sample_row(metadata: MetadataApi, table: str) -> dict[str, Any]:
    """Insert a row into the table of this name, and return its columns as text.

    Raises:
        ApiError: The table is not tracked, or takes no such row.
    """
    known, schema = await metadata.own_schema()
    names = {str(found.name): found.name for source, found in known.tables() if source.name == "default"}
    name = names.get(table)
    if name is None or name not in schema.relations:
        raise ApiError("not-exists", f'table "{table}" does not exist in source: default', "$")
    statement = await _statement(metadata, name)
    rows = (await metadata.run_sql({"sql": statement}))["result"]
    return dict(zip(rows[0], rows[1], strict=True))


async def _statement(metadata: MetadataApi, name: QualifiedName) -> str:
    relation = sql.Identifier(name.schema, name.name)
    async with metadata.own_connection() as connection:
        text = relation.as_string(connection)
        columns = await (await connection.execute(_COLUMNS, (text,))).fetchall()
        if not columns:
            return sql.SQL("INSERT INTO {} DEFAULT VALUES RETURNING *").format(relation).as_string(connection)
        values = [_value(relation, _Column(*column)) for column in columns]
        return (
            sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING *")
            .format(
                relation,
                sql.SQL(", ").join(sql.Identifier(column[0]) for column in columns),
                sql.SQL(", ").join(values),
            )
            .as_string(connection)
        )


def _value(relation: sql.Identifier, column: _Column) -> sql.Composable:
    """An expression for a column; the texts in SQL come from the database, which quotes them."""
    if column.target is not None and column.target_column is not None:
        one = sql.SQL("(SELECT {} FROM {} LIMIT 1)")
        return one.format(sql.Identifier(column.target_column), sql.SQL(column.target))
    if column.category == "N":
        highest = sql.SQL("(SELECT coalesce(max({0}), 0) + 1 FROM {1})")
        return highest.format(sql.Identifier(column.name), relation)
    if column.category == "E":
        return sql.SQL("(enum_range(NULL::{}))[1]").format(sql.SQL(column.written))
    by_category = "'{}'" if column.category == "A" else _BY_CATEGORY.get(column.category, "NULL")
    return sql.SQL(_BY_NAME.get(column.kind, by_category))
