"""A real browser without a window, driven over its own protocol (Chrome DevTools)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

from machine.apt import can_install, install, update
from tests.support.missing import lacking

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--remote-debugging-port=0",
    "--window-size=1400,850",
)


def program() -> str:
    """The browser of this machine, installed where the tests may."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None and can_install():
        update(print)
        install(("chromium",), print)
        found = shutil.which("chromium")
    return found or lacking("no browser: install Debian's package chromium")


class Browser:
    """One page.

    Attributes:
        asked: The address of each request that it has made.
        complaints: Its own errors and those of scripts.
    """

    def __init__(self, *, dark: bool = False) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self._count = 0
        self._session: dict[str, str] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="herm-browser-", ignore_cleanup_errors=True)
        command = [program(), *_OPTIONS, f"--user-data-dir={self._folder.name}", "about:blank"]
        nowhere = subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdout=nowhere, stderr=nowhere, start_new_session=True)
        self._socket = connect(self._address(), max_size=None, legacy=True)
        targets = self._send("Target.getTargets")["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        attached = self._send("Target.attachToTarget", targetId=page, flatten=True)
        self._session = {"sessionId": attached["sessionId"]}
        for domain in ("Network", "Runtime", "Page"):
            self._send(f"{domain}.enable")
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._send("Emulation.setEmulatedMedia", features=[scheme])

    def close(self) -> None:
        """End it, with its children: they write into its folder as long as they live."""
        self._socket.close()
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        deadline = time.monotonic() + 30
        while Path(self._folder.name).exists():
            assert time.monotonic() < deadline, f"somebody writes into {self._folder.name}"
            shutil.rmtree(self._folder.name, ignore_errors=True)
        self._folder.cleanup()

    def open(self, url: str) -> None:
        """Go to an address."""
        self._send("Page.navigate", url=url)

    def run(self, script: str) -> Any:
        """The value of an expression in the page."""
        answer = self._send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        return answer["result"].get("value")

    def wait(self, script: str, seconds: float = 120) -> Any:
        """The value of an expression once it is true; that it never is, is the failure."""
        deadline = time.monotonic() + seconds
        while not (value := self.run(script)):
            assert time.monotonic() < deadline, (
                f"in vain: {script}; the browser says: {self.complaints}; the page shows:\n"
                f"{self.run('document.body.innerText')}"
            )
            time.sleep(0.1)
        return value

    def _address(self) -> str:
        file = Path(self._folder.name, "DevToolsActivePort")
        deadline = time.monotonic() + 60
        while not (file.exists() and len(lines := file.read_text().split()) == 2):
            assert self._process.poll() is None, "the browser ended"
            assert time.monotonic() < deadline, "the browser does not start"
            time.sleep(0.1)
        return f"ws://127.0.0.1:{lines[0]}{lines[1]}"

    def _send(self, method: str, **parameters: Any) -> Any:
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        self._socket.send(json.dumps(message | self._session))
        while True:
            heard = json.loads(self._socket.recv(timeout=60))
            if heard.get("id") == self._count:
                assert "error" not in heard, heard["error"]
                return heard["result"]
            if heard.get("method") == "Network.requestWillBeSent":
                self.asked.append(heard["params"]["request"]["url"])
            if heard.get("method") == "Runtime.exceptionThrown":
                self.complaints.append(str(heard["params"]["exceptionDetails"]))
