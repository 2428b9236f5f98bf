"""The plugin's entry point: the engine starts it, reads the port from its output, and connects.

Started without an engine's address, it serves one run after the other: PULUMI_DEBUG_PROVIDERS names its port.
"""

from __future__ import annotations

import sys
from concurrent import futures

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

# Beside click and rich, httpx would load a command line of its own: a third of all that is loaded here.
sys.modules["httpx._main"] = None  # type: ignore[assignment]  # this is how Python is told that there is none

from doubles.azure_native.engine import Operator, listens  # noqa: E402 - what follows loads httpx
from doubles.azure_native.servicer import Double  # noqa: E402

_LOOK_SECONDS = 2.0


def main() -> None:
    """Serve until the engine that started it ends the process, or is gone itself."""
    engine = next((one for one in sys.argv[1:] if not one.startswith("-")), None)
    operator = Operator(engine)
    limit = 400 * 1024 * 1024
    options = [("grpc.max_receive_message_length", limit), ("grpc.max_send_message_length", limit)]
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=32), options=options)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Double(operator), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    if engine is not None:
        operator.greet()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    while server.wait_for_termination(_LOOK_SECONDS):
        if engine is not None and not listens(engine):
            server.stop(None)


if __name__ == "__main__":
    main()
