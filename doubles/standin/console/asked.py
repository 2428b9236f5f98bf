"""What the page asks for, as the admin: tables and roles, words about a token, a row to begin with."""

from __future__ import annotations

import json
import time
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from doubles.standin.console.sample import sample_row
from doubles.standin.engine import Engine
from doubles.standin.metadata.door import answer_admin
from doubles.standin.metadata.errors import required
from hasura.explain.case import Case
from hasura.explain.explain import explain
from hasura.metadata.customization import field_names, select_root
from hasura.model import Accepted
from hasura.request.locate import headers_for


async def show_state(request: Request) -> Response:
    """The roles that the metadata names, and the tables that it tracks with their columns and fields."""

    async def run(engine: Engine, _: Any) -> Any:
        metadata, schema = await engine.metadata.own_schema()
        tables = [
            {
                "name": str(name),
                "columns": (columns := list(schema.relations[name].columns.values())),
                "root": select_root(table),
                "fields": [field_names(table).get(column, column) for column in columns],
            }
            for source, table in metadata.tables()
            if source.name == "default" and (name := table.name) in schema.relations
        ]
        return {"roles": metadata.roles(), "tables": tables}

    return await answer_admin(request, run)


async def explain_token(request: Request) -> Response:
    """What the server decides about a token, in a person's words, with what the token says."""

    async def run(engine: Engine, body: Any) -> Any:
        token = required(body, "token", str, "$").strip().removeprefix("Bearer ").strip()
        if not engine.mode.jwt_secrets:
            return {
                "accepted": False,
                "sentence": "This server has no JWT secret.",
                "remedy": "",
                "evidence": [],
            }
        headers = headers_for(engine.mode.jwt_secrets[0].location, token)
        case = Case(engine.mode, headers, time.time(), engine.keys())
        decision = case.decide()
        told = explain(decision, case)
        return {
            "accepted": isinstance(decision, Accepted),
            "sentence": told.sentence,
            "evidence": [*told.evidence, *(warning.reason for warning in told.warnings)],
            "remedy": told.remedy,
            "claims": json.dumps(case.claims, indent=2, ensure_ascii=False),
            "headers": dict(headers),
        }

    return await answer_admin(request, run)


async def insert_sample(request: Request) -> Response:
    """Insert a row into a tracked table, with a value for each column that needs one, and show it."""

    async def run(engine: Engine, body: Any) -> Any:
        return await sample_row(engine.metadata, required(body, "table", str, "$"))

    return await answer_admin(request, run)
