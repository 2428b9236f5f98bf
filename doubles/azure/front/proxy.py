"""A CONNECT proxy on the loopback: it gives Azure's hosts the emulator's address.

No name server knows `myvault.vault.rehearsal.test`, and no file of the machine should be edited for a
rehearsal. Every client of Azure honours HTTPS_PROXY and then asks the proxy for the host by its name. All
other hosts are passed on.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools

from doubles.azure.hosts import is_inner


async def serve_proxy(port: int, emulator: int) -> asyncio.Server:
    """Listen for CONNECT.

    Args:
        port: The port on the loopback; 0 chooses a free one.
        emulator: The port to which Azure's hosts are led, whatever port is asked for.
    """
    return await asyncio.start_server(functools.partial(_tunnel, emulator), "127.0.0.1", port)


async def _tunnel(emulator: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        method, target, _ = head.split(b"\r\n", 1)[0].decode("ascii").split(" ")
        host, _, port = target.rpartition(":")
        if method != "CONNECT":
            writer.write(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n")
            return
        place = ("127.0.0.1", emulator) if is_inner(host.lower()) else (host, int(port))
        far_reader, far_writer = await asyncio.open_connection(*place)
    except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
        with contextlib.suppress(OSError):
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
            await writer.drain()
        writer.close()
        return
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()
