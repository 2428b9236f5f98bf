"""A double of Go that compiles nothing, and any other double that is a script."""

from __future__ import annotations

import shlex
from pathlib import Path

# Writes down what it is asked, "compiles" a file that names its flags, and blocks or fails on demand.
_FAKE_GO = """
notes={notes}
echo "$@" >>"$notes/asked"
case "$1 $2" in
version*) echo "go version go{version} linux/amd64" ;;
"list -m")
    echo "go: downloading example.org/sdk v1.0.0" >&2
    echo "$notes/module" ;;
list*)
    echo "go: downloading example.org/sdk v1.0.0" >&2
    printf '%s\\n' errors example.org/one example.org/two ;;
build*)
    mkdir -p "$GOCACHE" "$GOMODCACHE"
    env >"$notes/environment"
    echo $$ >"$notes/pid.new" && mv "$notes/pid.new" "$notes/pid"
    printf '%s\\n' errors example.org/one >&2
    while [ -e "$notes/block" ]; do sleep 0.02; done
    if [ -e "$notes/fail" ]; then cat "$notes/fail" >&2; exit 1; fi
    echo example.org/two >&2
    all="$*"
    while [ "$1" != -o ]; do shift; done
    echo "$all" >"$2" && chmod 755 "$2" ;;
esac
"""


def fake_go(folder: Path, notes: Path, version: str) -> Path:
    """A `go` in a folder that compiles nothing; what it did is in the folder of notes."""
    (notes / "module" / "scripts").mkdir(parents=True, exist_ok=True)
    (notes / "module" / "scripts" / "helper").write_text("#!/bin/sh\n")
    return executable(
        folder / "go", _FAKE_GO.format(notes=shlex.quote(str(notes)), version=version), "/bin/sh"
    )


def executable(file: Path, script: str, interpreter: str) -> Path:
    """A script that can be run."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!{interpreter}\n{script}")
    file.chmod(0o755)
    return file
