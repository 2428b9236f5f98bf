"""The real az, loaded once: each command is a fork of this process, in the caller's place.

az's own Python runs this, with a socket that the callers know (az.py). To load az takes half a second of a
processor, and typing the first deployment starts it eighty times.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
from typing import NoReturn

_REFUSED = (
    "account show",
    "ad signed-in-user show",
    "group show --name g",
    "identity show --name i --resource-group g",
    "keyvault show --name v --resource-group g",
    "keyvault key show --vault-name v --name k",
    "lock create --name l --lock-type CanNotDelete --resource-group g",
    "provider register --namespace Microsoft.Web",
    "role assignment list --scope /subscriptions/s",
    "storage account show --name a --resource-group g",
    "webapp show --name w --resource-group g",
)
"""Nobody has signed in yet: each ends with that, once it has loaded what it and its like import."""


def main(place: str) -> None:
    """Serve until ended."""
    gc.disable()  # what is loaded stays, and a command is over within a second
    get_default_cli = importlib.import_module("azure.cli.core").get_default_cli
    for command in _REFUSED:
        with contextlib.suppress(SystemExit):
            get_default_cli().invoke(command.split())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the forks
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(place)
        listener.listen(16)
        while True:
            caller, _ = listener.accept()
            with caller:
                if os.fork() == 0:
                    listener.close()
                    _obey(caller)


def _obey(caller: socket.socket) -> NoReturn:
    """Be the caller's az: its streams, folder, environment and words; tell it the exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _, streams, _, _ = socket.recv_fds(caller, 1, 3)
    with caller.makefile("rb") as sent:
        words, folder, environment = json.load(sent)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[:] = ["az", *words]
    code = 1
    try:
        runpy.run_module("azure.cli", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        caller.sendall(bytes([code]))
        os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1])
