"""Pulumi's current Python host, where only an older one can be had: it obeys `virtualenv` in Pulumi.yaml.

The host that is built from a Go module ignores that option and takes the first Python on PATH. It knows the
same thing as a flag, so this stands in front of it and passes the option on; refusals are the real ones.
"""

from __future__ import annotations

import shlex
from pathlib import Path

from machine.engine import Toolchain

OBEYING = """#!/bin/sh
virtualenv=$(sed -n 's/^ *virtualenv: *//p' Pulumi.yaml)
exec {host} ${{virtualenv:+-virtualenv "$virtualenv"}} -root "$PWD" "$@"
"""


def obeying_host(folder: Path, tools: Toolchain) -> Path:
    """A folder to put first on PATH; the toolchain's own host where that is the official one."""
    folder.mkdir(parents=True)
    host = tools.bin / "pulumi-language-python"
    program = folder / host.name
    if tools.origin == "built":
        program.write_text(OBEYING.format(host=shlex.quote(str(host))), encoding="utf-8")
        program.chmod(0o755)
    else:
        program.symlink_to(host)
    return folder
