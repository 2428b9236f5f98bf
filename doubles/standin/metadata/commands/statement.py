"""SQL text as a connection runs it, and its result or error as Hasura tells them."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.pq import ExecStatus

from doubles.standin.metadata.catalog.change import Connection
from doubles.standin.metadata.errors import ApiError


async def execute(connection: Connection, sql: str) -> Any:
    """The last statement's result: `CommandOk`, or `TuplesOk` with rows of text below their names.

    Raises:
        ApiError: A statement fails; carries what PostgreSQL said.
    """
    try:
        # As text without parameters: several statements go in one message, as psql -c sends them.
        cursor = await connection.execute(sql.encode())
    except psycopg.Error as error:
        raise _failed(error, sql) from None
    while cursor.nextset():
        pass
    result = cursor.pgresult
    if result is None or result.status != ExecStatus.TUPLES_OK:
        return {"result_type": "CommandOk", "result": None}
    names = [(result.fname(column) or b"").decode() for column in range(result.nfields)]
    rows = [
        [_text(result.get_value(row, column)) for column in range(result.nfields)]
        for row in range(result.ntuples)
    ]
    return {"result_type": "TuplesOk", "result": [names, *rows]}


def _text(value: Any) -> str:
    return "NULL" if value is None else bytes(value).decode()


def _failed(error: psycopg.Error, sql: str) -> ApiError:
    diagnostic = error.diag
    details = {
        "exec_status": "FatalError",
        "hint": diagnostic.message_hint,
        "message": diagnostic.message_primary or str(error),
        "status_code": diagnostic.sqlstate,
        "description": diagnostic.message_detail,
    }
    internal = {"statement": sql, "prepared": False, "arguments": [], "error": details}
    return ApiError("postgres-error", "query execution failed", internal=internal)
