"""The plugin's entry point: the engine starts it, reads the port from its output, and connects."""

from __future__ import annotations

import functools
import socket
import sys
from concurrent import futures
from typing import Any

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2_grpc

# Beside click and rich, httpx would load a command line of its own: a third of all that is loaded here.
sys.modules["httpx._main"] = None  # type: ignore[assignment]  # this is how Python is told that there is none

from doubles.azure_native.servicer import NOTICE, Double  # noqa: E402 - loads httpx

_LOOK_SECONDS = 2.0


def main() -> None:
    """Serve until the engine ends the process, or is gone itself."""
    engine = next((one for one in sys.argv[1:] if not one.startswith("-")), None)
    tell = functools.partial(_tell, engine)
    warn = functools.partial(tell, severity=engine_pb2.LogSeverity.WARNING)
    limit = 400 * 1024 * 1024
    options = [("grpc.max_receive_message_length", limit), ("grpc.max_send_message_length", limit)]
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=32), options=options)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Double(warn), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    tell(NOTICE, engine_pb2.LogSeverity.INFO)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    while server.wait_for_termination(_LOOK_SECONDS):
        if engine is not None and not _listens(engine):
            server.stop(None)


def _listens(engine: str) -> bool:
    """Whether the engine is there: one that was killed cannot end its plugins."""
    host, _, port = engine.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=5):
            return True
    except OSError:
        return False


def _tell(engine: str | None, message: str, severity: Any) -> None:
    """Show the operator a sentence, through the engine whose address was given."""
    if engine is None:
        sys.stderr.write(message + "\n")
        return
    with grpc.insecure_channel(engine) as channel:
        request = engine_pb2.LogRequest(severity=severity, message=f"azure-native: {message}")
        engine_pb2_grpc.EngineStub(channel).Log(request, timeout=10)


if __name__ == "__main__":
    main()
