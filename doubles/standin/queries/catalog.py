"""What the database itself has to say before a query engine starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from hasura.metadata import QualifiedName

_SECONDS = 5
_FUNCTIONS = """
SELECT n.nspname, p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.proretset AND n.nspname = ANY(%s)
"""


@dataclass(frozen=True)
class Catalog:
    """Facts of a database: the role that connects, and the functions that answer with rows."""

    role: str
    functions: tuple[QualifiedName, ...]


async def look(database_url: str, schemas: Sequence[str]) -> Catalog:
    """Ask a database about these schemas.

    Raises:
        psycopg.Error: It does not answer.
    """
    connecting = psycopg.AsyncConnection.connect(database_url, connect_timeout=_SECONDS, autocommit=True)
    async with await connecting as connection:
        role = await (await connection.execute("SELECT current_user")).fetchone()
        found = await (await connection.execute(_FUNCTIONS, [list(schemas)])).fetchall()
    return Catalog(role[0] if role else "", tuple(QualifiedName(*row) for row in found))
