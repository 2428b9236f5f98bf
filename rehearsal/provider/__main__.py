"""The plugin's entry point: the engine starts it, reads the port from its output, and connects."""

from __future__ import annotations

import sys
from concurrent import futures

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2_grpc

from rehearsal.provider.servicer import NOTICE, Double


def main() -> None:
    """Serve until the engine ends the process."""
    limit = 400 * 1024 * 1024
    options = [("grpc.max_receive_message_length", limit), ("grpc.max_send_message_length", limit)]
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=32), options=options)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Double(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    _announce(sys.argv[1:])
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


def _announce(arguments: list[str]) -> None:
    """Tell the operator, through the engine, that this is a double."""
    address = next((one for one in arguments if not one.startswith("-")), None)
    if address is None:
        sys.stderr.write(NOTICE + "\n")
        return
    with grpc.insecure_channel(address) as channel:
        request = engine_pb2.LogRequest(
            severity=engine_pb2.LogSeverity.INFO, message=f"azure-native: {NOTICE}"
        )
        engine_pb2_grpc.EngineStub(channel).Log(request, timeout=10)


if __name__ == "__main__":
    main()
