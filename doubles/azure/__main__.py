"""`python -m doubles.azure --state DIR`: serve, after one JSON line that says how to reach it."""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sys
from dataclasses import asdict
from pathlib import Path

import uvicorn

from doubles.azure.access.seed import seed
from doubles.azure.account import load_account
from doubles.azure.front.app import Emulator
from doubles.azure.front.certificates import ensure_certificates
from doubles.azure.front.connections import Connections
from doubles.azure.front.proxy import serve_proxy
from doubles.azure.gate import Gate, faults_from
from doubles.azure.planes.github import runner_token
from doubles.azure.store import Store
from doubles.azure.world import World
from doubles.environment import Endpoint


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="doubles.azure", description=__doc__)
    parser.add_argument("--state", required=True, type=Path, help="the folder that keeps everything")
    parser.add_argument(
        "--port", type=int, default=0, help="the port of ARM; by default the last one, or a free one"
    )
    parser.add_argument("--subscription", help="use this subscription id instead of a made-up one")
    parser.add_argument("--tenant", help="use this tenant id instead of a made-up one")
    parser.add_argument(
        "--prepared",
        metavar="GROUP",
        help="begin as after docs/first-deployment.md, with this resource group",
    )
    parser.add_argument(
        "--role-seconds", type=float, default=0.0, help="after how long a role assignment takes effect"
    )
    parser.add_argument(
        "--operation-seconds", type=float, default=0.3, help="how long a long-running operation lasts"
    )
    asyncio.run(_serve(parser.parse_args()))


async def _serve(arguments: argparse.Namespace) -> None:
    state: Path = arguments.state
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority, server_file = ensure_certificates(state)
    store = Store(state / "emulator.sqlite")
    given = {
        name: getattr(arguments, name) for name in ("subscription", "tenant") if getattr(arguments, name)
    }
    account = load_account(store, given)
    listener = _listen(arguments.port or store.get("port", "arm") or 0)
    gate = Gate(state / "requests.jsonl", faults_from(os.environ.get("HERM_REHEARSAL_FAULTS", "")))
    world = World(
        store, account, listener.getsockname()[1], gate, arguments.operation_seconds, arguments.role_seconds
    )
    proxy = await _proxy(store.get("port", "proxy") or 0, world.port)
    proxy_port = proxy.sockets[0].getsockname()[1]
    store.put("port", "arm", world.port)
    store.put("port", "proxy", proxy_port)
    seed(world, arguments.prepared)
    store.commit()
    connections = Connections()
    config = uvicorn.Config(
        Emulator(world, connections),
        http=connections.protocol(),
        ssl_keyfile=server_file,
        ssl_certfile=server_file,
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    ready = Endpoint(
        url=world.url,
        proxy=f"http://127.0.0.1:{proxy_port}",
        ca_file=str(authority.resolve()),
        vault_suffix=world.vault_suffix,
        subscription=account.subscription,
        tenant=account.tenant,
        principals={name: asdict(one) for name, one in account.principals.items()},
        runner_token=runner_token(world),
        admin_token=account.admin_token,
        log=str(gate.log.resolve()),
        pid=os.getpid(),
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not running.done():
        await asyncio.sleep(0.01)
    sys.stdout.write(ready.line())
    sys.stdout.flush()
    await running
    proxy.close()
    store.close()


def _listen(port: int) -> socket.socket:
    """A socket on the wanted port; ids and vault hosts carry it, so a restart takes the same one."""
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind(("127.0.0.1", port))
    return found


async def _proxy(port: int, emulator: int) -> asyncio.Server:
    try:
        return await serve_proxy(port, emulator)
    except OSError:
        return await serve_proxy(0, emulator)


if __name__ == "__main__":
    main()
