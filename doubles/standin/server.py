"""The life of the server: read the environment, prepare the database, serve, stop gracefully."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from doubles.standin import limits
from doubles.standin.database import Database
from doubles.standin.engine import SERVER_TYPE, VERSION, Engine
from doubles.standin.jwks import KeySets
from doubles.standin.log import Log
from doubles.standin.metadata.api import MetadataApi
from doubles.standin.metadata.catalog.connections import Connections
from doubles.standin.metadata.catalog.sources import Sources
from doubles.standin.options import Options, read_options
from doubles.standin.queries.serving import Queries
from hasura.model import AuthMode, StartupError
from hasura.start.startup import start

if TYPE_CHECKING:
    import httpx
    import uvicorn


def main(env: Mapping[str, str]) -> int:
    """Serve until SIGTERM; the exit code is 0 then, and 1 when the start failed, as Hasura's."""
    # The first process of a container ignores signals that it does not handle.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sys.setswitchinterval(limits.TURN)
    try:
        mode = start(env)  # first: of several errors Hasura tells the one in its own order
        options = read_options(env)
        asyncio.run(_serve(options, mode, env))
    except StartupError as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    return 0


async def _serve(options: Options, mode: AuthMode, env: Mapping[str, str]) -> None:
    log = Log(options.log_types, options.log_level)
    log.startup(
        "stand_in", "herm's stand-in engine, not Hasura: docs/development/stand-in.md tells the differences"
    )
    log.startup("server_configuration", _described(options, mode))
    loading = asyncio.ensure_future(asyncio.to_thread(_load))  # while the database answers
    connections = Connections()
    database = Database(options, connections)
    await database.prepare(log)
    sources = Sources(env, options.database_url, connections)
    metadata = MetadataApi(database.store, sources)
    queries = Queries(options.query_engine, sources.url, log, database.note)
    database.store.on_change(queries.follow)
    await database.store.notify()
    async with _key_client(mode) as client:
        keys = KeySets(mode, client, log)
        await keys.fetch_all()
        engine = Engine(mode, options, log, keys.now, database.is_healthy, keys.keep_fresh, metadata, queries)
        server = (await loading)(options, engine)
        log.startup("server", {"message": "starting API server", "port": options.port, "version": VERSION})
        try:
            await server.serve()
        finally:  # uvicorn raises the signal that ended it anew
            await queries.close()
            log.startup("server", {"message": "stopped"})
    if not server.started:
        raise StartupError(f"the server cannot listen on {options.host}:{options.port}")


def _load() -> Callable[[Options, Engine], uvicorn.Server]:
    from doubles.standin.http.server import http_server  # noqa: PLC0415 - see where it is called

    return http_server


@asynccontextmanager
async def _key_client(mode: AuthMode) -> AsyncIterator[httpx.AsyncClient | None]:
    """What fetches keys, or None: to load it and the certificates would make every start longer."""
    if not any(secret.jwk_url for secret in mode.jwt_secrets):
        yield None
        return
    import httpx  # noqa: PLC0415 - most servers do without

    async with httpx.AsyncClient() as client:
        yield client


def _described(options: Options, mode: AuthMode) -> dict[str, object]:
    """The settings in force; of secrets only whether they are there."""
    return {
        "server_type": SERVER_TYPE,
        "version": VERSION,
        "port": options.port,
        "enabled_apis": sorted(options.apis),
        "enabled_log_types": sorted(options.log_types),
        "console": options.console,
        "admin_secret": bool(mode.admin_secret_hashes),
        "jwt_secrets": len(mode.jwt_secrets),
        "unauthorized_role": mode.unauthorized_role,
    }
