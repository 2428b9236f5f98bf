"""A double of the query engine: it answers every query with what its document says, after its own start."""

import json
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

document = json.loads(Path(os.environ["PGRST_GRAPHQL_METADATA"]).read_text())
tables = document["tables"]
if "public.broken" in tables:
    sys.exit("Error: this document is broken\nnote: run with `RUST_BACKTRACE=1`")
server = socket.socket(socket.AF_UNIX)
server.bind(os.environ["PGRST_SERVER_UNIX_SOCKET"])
server.listen()


def serve(connection: socket.socket) -> None:
    """Answer requests until the connection ends."""
    while True:
        head = b""
        while b"\r\n\r\n" not in head:
            part = connection.recv(65536)
            if not part:
                return
            head += part
        head, _, body = head.partition(b"\r\n\r\n")
        length = next(
            int(v)
            for k, _, v in (x.partition(b":") for x in head.split(b"\r\n"))
            if k.lower() == b"content-length"
        )
        while len(body) < length:
            body += connection.recv(65536)
        query = json.loads(body)["query"]
        if "die" in query:
            os.kill(os.getpid(), signal.SIGKILL)
        if "slow" in query:
            time.sleep(1)
        answer = json.dumps(
            {"data": {"tables": sorted(tables), "pid": os.getpid(), "long": "x" * query.count("x")}}
        )
        connection.sendall(f"HTTP/1.1 200 OK\r\ncontent-length: {len(answer)}\r\n\r\n{answer}".encode())


def accept() -> None:
    """Serve every connection by a thread of its own."""
    while True:
        threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()


threading.Thread(target=accept, daemon=True).start()
sys.stdin.read()
