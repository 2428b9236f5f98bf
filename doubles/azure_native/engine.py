"""The engine on the other side: it starts the double or finds it running, and shows what it is told."""

from __future__ import annotations

import socket
import sys
from dataclasses import dataclass

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

NOTICE = (
    "this is the rehearsal's double of azure-native, not Pulumi's own provider: it knows the types that prod "
    "uses and speaks only to the rehearsal's ARM emulator"
)


@dataclass
class Operator:
    """Who reads what the double says, through the engine.

    Attributes:
        engine: The engine's address, HOST:PORT; None before one has connected.
    """

    engine: str | None

    def greet(self) -> None:
        """Say that this is a double."""
        self._tell(NOTICE, engine_pb2.LogSeverity.INFO)

    def warn(self, message: str) -> None:
        """Show a warning."""
        self._tell(message, engine_pb2.LogSeverity.WARNING)

    def _tell(self, message: str, severity: engine_pb2.LogSeverity.ValueType) -> None:
        if self.engine is None:
            sys.stderr.write(message + "\n")
            return
        with grpc.insecure_channel(self.engine) as channel:
            request = engine_pb2.LogRequest(severity=severity, message=f"azure-native: {message}")
            engine_pb2_grpc.EngineStub(channel).Log(request, timeout=10)


def listens(engine: str) -> bool:
    """Whether an engine is there: one that was killed cannot end its plugins."""
    host, _, port = engine.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=5):
            return True
    except OSError:
        return False
