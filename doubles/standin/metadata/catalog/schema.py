"""What a database holds, as far as metadata speaks of it: relations, their columns and keys, functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg

from hasura.metadata import QualifiedName

_OWN = "('information_schema', 'hdb_catalog', 'hdb_views')"
_RELATIONS = f"""
SELECT c.oid, n.nspname, c.relname, coalesce(
  (SELECT json_agg(json_build_array(a.attnum, a.attname) ORDER BY a.attnum) FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]'),
  ARRAY(SELECT r.conname::text FROM pg_constraint r WHERE r.conrelid = c.oid AND r.contype IN ('p', 'u')
    ORDER BY 1)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN {_OWN}
"""  # noqa: S608 - no value from outside
_KEYS = """
SELECT r.conrelid, r.confrelid,
  (SELECT json_agg(json_build_array(a.attname, b.attname) ORDER BY k.place)
    FROM unnest(r.conkey, r.confkey) WITH ORDINALITY k(own, other, place)
    JOIN pg_attribute a ON a.attrelid = r.conrelid AND a.attnum = k.own
    JOIN pg_attribute b ON b.attrelid = r.confrelid AND b.attnum = k.other)
FROM pg_constraint r WHERE r.contype = 'f'
"""
_FUNCTIONS = f"""
SELECT p.oid, n.nspname, p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.prokind = 'f' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN {_OWN}
"""  # noqa: S608 - no value from outside


@dataclass(frozen=True)
class Key:
    """A foreign key: own columns, each with the column of the other relation."""

    columns: Mapping[str, str]
    target: QualifiedName


@dataclass(frozen=True)
class Relation:
    """A table or a view.

    Attributes:
        oid: What stays the same when its name changes.
        columns: The columns' names by number; numbers stay the same when names change.
        unique: The names of its primary key and its unique constraints.
    """

    oid: int
    name: QualifiedName
    columns: Mapping[int, str]
    keys: tuple[Key, ...] = ()
    unique: tuple[str, ...] = ()


@dataclass(frozen=True)
class Schema:
    """The relations and functions of a database; overloaded functions have several oids."""

    relations: Mapping[QualifiedName, Relation]
    functions: Mapping[QualifiedName, tuple[int, ...]] = field(default_factory=dict)

    def by_oid(self, oid: int) -> Relation | None:
        """The relation that an oid means now."""
        return next((relation for relation in self.relations.values() if relation.oid == oid), None)


async def read_schema(connection: psycopg.AsyncConnection[Any]) -> Schema:
    """What the database of a connection holds, as its transaction sees it."""
    rows = await (await connection.execute(_RELATIONS)).fetchall()
    names = {oid: QualifiedName(schema, name) for oid, schema, name, *_ in rows}
    keys: dict[int, list[Key]] = {}
    for own, other, columns in await (await connection.execute(_KEYS)).fetchall():
        if other in names:
            keys.setdefault(own, []).append(Key(dict(columns), names[other]))
    relations = {
        names[oid]: Relation(oid, names[oid], dict(columns), tuple(keys.get(oid, ())), tuple(unique))
        for oid, _, _, columns, unique in rows
    }
    functions: dict[QualifiedName, list[int]] = {}
    for oid, schema, name in await (await connection.execute(_FUNCTIONS)).fetchall():
        functions.setdefault(QualifiedName(schema, name), []).append(oid)
    return Schema(relations, {name: tuple(oids) for name, oids in functions.items()})
