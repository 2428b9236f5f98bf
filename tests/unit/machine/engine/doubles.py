"""Doubles of what stands around the toolchain: Go, its wheel, a Pulumi on PATH, the releases' server."""

from __future__ import annotations

import base64
import hashlib
import io
import shlex
import shutil
import ssl
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.support.fake_go import executable, fake_go


def fake_pulumi(folder: Path, version: str, programs: tuple[str, ...]) -> None:
    """A `pulumi` that knows its version only; each question is noted beside it."""
    for name in programs:
        script = f"echo asked >>{shlex.quote(str(folder / 'asked'))}\necho v{version}\n"
        executable(folder / name, script, "/bin/sh")


def compiled_pulumi(folder: Path, version: str) -> None:
    """A `pulumi` that is not a script: a shell, which runs the file `version` of its folder when told so."""
    (folder / "pulumi").unlink(missing_ok=True)
    shutil.copy("/bin/sh", folder / "pulumi")
    (folder / "version").write_text(f"echo asked >>{shlex.quote(str(folder / 'asked'))}\necho v{version}\n")


def fake_go_wheel(folder: Path, notes: Path, version: str) -> str:
    """A wheel named `herm-test-go` with a fake Go inside, laid out as the real one; returns its hash."""
    program = fake_go(folder / "unpacked", notes, version)
    name, info = f"herm_test_go-{version}", f"herm_test_go-{version}.dist-info"
    wheel = folder / f"{name}-py3-none-any.whl"
    files = {
        "go/bin/go": program.read_bytes(),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: herm-test-go\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(wheel, "w") as archive:
        record = ""
        for path, content in files.items():
            entry = zipfile.ZipInfo(path)
            entry.external_attr = 0o100755 << 16
            archive.writestr(entry, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record += f"{path},sha256={digest},{len(content)}\n"
        archive.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")
    return f"sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"


def tarball(*members: tarfile.TarInfo, **files: bytes) -> bytes:
    """A gzipped archive of plain files in a leading folder, and of any other members."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(f"release/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        for member in members:
            tar.addfile(member)
    return buffer.getvalue()


class ReleaseServer:
    """A server of releases on the loopback interface.

    Attributes:
        files: What it serves, by path.
        broken: How many of the next transfers break off in the middle.
        troubles: The statuses of the next answers, instead of files.
        asked: The paths asked for.
    """

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.broken = 0
        self.troubles: list[int] = []
        self.asked: list[str] = []
        self.url = ""

    def publish(self, content: bytes, digest: str | None = None) -> None:
        """Serve a release with its checksum, or with another one."""
        digest = digest or hashlib.sha256(content).hexdigest()
        self.files = {"/tool.tar.gz": content, "/sums": f"{digest}  ./tool.tar.gz\n".encode()}


@contextmanager
def release_server(tls: ssl.SSLContext | None = None) -> Iterator[ReleaseServer]:
    """Serve until the end, encrypted when told with what."""
    state = ReleaseServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.path)
            status = state.troubles.pop(0) if state.troubles else 200
            content = state.files.get(self.path) if status == 200 else None
            self.send_response(404 if content is None and status == 200 else status)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            if content is not None:
                breaks = state.broken > 0 and self.path.endswith(".gz")
                state.broken -= breaks
                self.wfile.write(content[: len(content) // 2] if breaks else content)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    state.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
