"""The addresses for the admin: the server's settings, and a clear word that there is no dump here."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from doubles.standin.engine import VERSION, Engine
from doubles.standin.graphql.api import admin_only, refuse
from hasura.formats.jsonpath import render
from hasura.model import DEFAULT_NAMESPACE, ClaimsMap, JwtSecret, Refused

_NO_DUMP = (
    "this is herm's stand-in engine: it dumps no database; ./herm psql and pg_dump reach it, and with the "
    "official image this address is Hasura's"
)


async def config(request: Request) -> Response:
    """The server's settings, as Hasura's console reads them; no key is among them."""
    refusal = admin_only(request)
    if refusal is not None:
        return refusal
    engine: Engine = request.app.state.engine
    mode = engine.mode
    return JSONResponse(
        {
            "version": VERSION,
            "is_function_permissions_inferred": True,
            "is_remote_schema_permissions_enabled": False,
            "is_admin_secret_set": bool(mode.admin_secret_hashes),
            "is_auth_hook_set": mode.webhook is not None,
            "is_jwt_set": bool(mode.jwt_secrets),
            "jwt": [_claims(secret) for secret in mode.jwt_secrets],
            "is_allow_list_enabled": False,
            "live_queries": {"batch_size": 100, "refetch_delay": 1},
            "streaming_queries": {"batch_size": 100, "refetch_delay": 1},
            "console_assets_dir": None,
            "experimental_features": [],
            "enabled_apis": sorted(engine.options.apis),
        }
    )


async def no_dump(request: Request) -> Response:
    """Authenticate as Hasura does, then say what is missing."""
    refusal = admin_only(request)
    return refusal or refuse(request, Refused(400, "not-supported", _NO_DUMP))


def _claims(secret: JwtSecret) -> dict[str, Any]:
    claims = secret.claims
    if isinstance(claims, ClaimsMap):
        names = sorted(claims.sources)
        return {"claims_namespace": DEFAULT_NAMESPACE, "claims_format": "json", "claims_map": names}
    where = claims.name if claims.path is None else render(claims.path)
    return {"claims_namespace": where, "claims_format": claims.format, "claims_map": None}
