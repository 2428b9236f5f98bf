"""The real az client: in an environment of its own, told of the emulator's cloud and signed in to it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

CLOUD = "HermRehearsal"
_ARM = "https://management.azure.com"
"""The emulator answers at this name too, so a page's command that has it runs as it stands."""

_LOCK_FILE = Path(__file__).resolve().parents[2] / "requirements" / "az.txt"


class AzError(Exception):
    """An az command failed."""


def ensure_az(cache_dir: Path) -> Path:
    """Install az once per set of pins, and give the program's path.

    Args:
        cache_dir: Where environments may be kept, such as ~/.cache/herm.

    Raises:
        AzError: It could not be installed, with pip's own words.
    """
    number = hashlib.sha256(_LOCK_FILE.read_bytes()).hexdigest()[:12]
    place = cache_dir / f"az-{number}"
    done = place / ".complete"
    cache_dir.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{place}.lock"):
        if not done.exists():
            _run([sys.executable, "-m", "venv", "--clear", str(place)])
            pip = [str(place / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-compile"]
            _run([*pip, "--require-hashes", "-r", str(_LOCK_FILE)])
            done.touch()
    return place / "bin" / "az"


_CALLER = """#!{python} -IS
# The real az, whose process is a fork of one that has loaded it: az_server.py.
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({place!r})
    socket.send_fds(server, [b"."], [0, 1, 2])
    server.sendall(json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode())
    server.shutdown(socket.SHUT_WR)
    code = server.recv(1)
sys.exit(code[0] if code else 1)
"""


@contextmanager
def loaded(az: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    """The program az, loaded once for all its commands; gives a program to call in its place.

    Args:
        az: The program.
        environment: Where its files are: what of it az reads before it knows the command.
    """
    with tempfile.TemporaryDirectory() as folder:
        place, caller = Path(folder, "socket"), Path(folder, "az")
        caller.write_text(_CALLER.format(python=sys.executable, place=str(place)), encoding="utf-8")
        caller.chmod(0o755)
        server = Path(__file__).with_name("az_server.py")
        command = [str(az.with_name("python")), "-P", str(server), str(place)]
        log = Path(folder, "log")
        with (
            log.open("w") as said,
            subprocess.Popen(command, env=dict(environment), stdout=said, stderr=said) as running,
        ):
            try:
                while not place.exists():
                    assert running.poll() is None, log.read_text(encoding="utf-8")
                    time.sleep(0.05)
                yield caller
            finally:
                running.terminate()


def sign_in(az: Path, environment: Mapping[str, str]) -> None:
    """Register the emulator's cloud with az and sign the service principal in.

    Args:
        az: The program.
        environment: The whole environment for az: the caller's with `Rehearsal.env()` over it.

    Raises:
        AzError: az refused.
    """
    clouds = _run([str(az), "cloud", "list", "--query", "[].name", "--output", "tsv"], environment).split()
    verb = "update" if CLOUD in clouds else "register"
    if verb == "register":
        _run([str(az), "cloud", verb, "--name", CLOUD, "--endpoint-resource-manager", _ARM], environment)
    _run([str(az), "cloud", "set", "--name", CLOUD], environment)
    who = ["--username", environment["ARM_CLIENT_ID"], "--tenant", environment["ARM_TENANT_ID"]]
    secret = f"--password={environment['ARM_CLIENT_SECRET']}"
    _run([str(az), "login", "--service-principal", *who, secret, "--output", "none"], environment)


_HELPS = """
import contextlib, gc, io, json, sys
gc.disable()
from azure.cli.core import get_default_cli
helps = []
for words in json.load(sys.stdin):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        get_default_cli().invoke([*words, "--help"], out_file=said)
    helps.append(said.getvalue())
json.dump(helps, sys.stdout)
"""


def helps(az: Path, commands: Sequence[tuple[str, ...]]) -> list[str]:
    """What `az COMMAND --help` says of each command, from one process: az takes seconds to start.

    Args:
        az: The program.
        commands: Each command's words; for one that az does not know the answer is empty.
    """
    done = subprocess.run(
        [str(az.with_name("python")), "-c", _HELPS],
        input=json.dumps(commands),
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    told: list[str] = json.loads(done.stdout)
    return told


def _run(command: list[str], environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=dict(environment or os.environ), timeout=900
    )
    if done.returncode != 0:
        shown = " ".join(part for part in command if not part.startswith("--password"))
        message = f"{shown} ended with {done.returncode}: {done.stderr.strip()[-2000:]}"
        raise AzError(message)
    return done.stdout
