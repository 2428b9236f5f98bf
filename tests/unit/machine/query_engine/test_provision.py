"""The query engine is built once per user; where it cannot be built, the reason is kept."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from infra.problems import ProblemsError
from machine import query_engine
from machine.query_engine import build, cargo, provision
from tests.support.fake_go import executable

# Writes down what it is asked and with which environment; fails on demand.
_FAKE_CARGO = """
notes={notes}
echo "$@" >>"$notes/asked"
env >"$notes/environment"
case "$*" in
*tree*)
    echo "  Downloaded one v1.0.0" >&2
    printf '%s\\n' "query-engine v0.0.0 (/clone)" "one v1.0.0" "one v1.0.0 (*)" ;;
*build*)
    mkdir -p "$CARGO_TARGET_DIR/release"
    echo "   Compiling one v1.0.0" >&2
    if [ -e "$notes/fail" ]; then cat "$notes/fail" >&2; exit 101; fi
    echo program >"$CARGO_TARGET_DIR/release/query-engine" ;;
esac
"""


class Rust:
    """A machine with its own cache, where root may install packages and Rust is on PATH."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.notes = folder / "notes"
        self.notes.mkdir()
        self.bin = folder / "bin"
        self.installed: list[str] = []
        self.has("1.94.0")
        executable(self.bin / "cargo", _FAKE_CARGO.format(notes=shlex.quote(str(self.notes))), "/bin/sh")
        executable(self.bin / "cc", "", "/bin/sh")
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        monkeypatch.setenv("CARGO_HOME", str(folder / "none"))
        monkeypatch.setenv("PATH", f"{self.bin}{os.pathsep}/usr/bin{os.pathsep}/bin")
        monkeypatch.setattr(provision, "can_install", lambda: True)
        monkeypatch.setattr(cargo, "update", lambda _: None)
        monkeypatch.setattr(cargo, "install", lambda names, _: self.installed.extend(names))
        monkeypatch.setattr(cargo, "_system_version", lambda: "")

    def has(self, version: str) -> None:
        """Put a Rust of this version on PATH."""
        executable(self.bin / "rustc", f"echo 'rustc {version} (abc 2026-01-01)'\n", "/bin/sh")

    @property
    def asked(self) -> list[str]:
        """What cargo was asked so far."""
        file = self.notes / "asked"
        return file.read_text().splitlines() if file.exists() else []


@pytest.fixture
def rust(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rust:
    """See `Rust`."""
    return Rust(tmp_path, monkeypatch)


def test_built_once(rust: Rust, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is built from the locked sources with progress and found later; what only a build needs goes."""
    monkeypatch.setattr(build, "throttled", lambda report: report)
    said: list[str] = []
    assert query_engine.find() is None
    program = query_engine.ensure(said.append)
    assert program is not None
    assert program.read_text() == "program\n"
    assert program == query_engine.find()
    assert "query engine: fetched 1 packages of source code" in said
    assert "query engine: compiled 1 of 2 packages" in said
    assert all("--locked" in line for line in rust.asked)
    assert not (program.parents[1] / "work").exists()
    asked = len(rust.asked)
    assert query_engine.ensure(pytest.fail) == program
    assert len(rust.asked) == asked


def test_failure_is_remembered(rust: Rust) -> None:
    """A failed build is told with its reason, not tried again until the user says so, and then goes on."""
    (rust.notes / "fail").write_text("error: could not compile `one`\n")
    said: list[str] = []
    assert query_engine.ensure(said.append) is None
    assert any("could not compile `one`" in line for line in said)
    told = query_engine.hindrance()
    assert told.startswith("cargo build: failed with Rust 1.94.0; to try again: rm ")
    assert query_engine.part() == ""
    asked = len(rust.asked)
    assert query_engine.ensure(pytest.fail) is None
    assert len(rust.asked) == asked
    note = told.rpartition("again: rm ")[2].partition(";")[0]
    assert (Path(note).parent / "work").exists()
    Path(note).unlink()
    (rust.notes / "fail").unlink()
    assert query_engine.ensure(said.append) is not None
    assert query_engine.part() != ""


def test_unreachable_registry(rust: Rust) -> None:
    """Sources that cannot be fetched are told with where a mirror is named."""
    (rust.notes / "fail").write_text("error: failed to download from `somewhere`\n")
    said: list[str] = []
    query_engine.ensure(said.append)
    assert query_engine.hindrance().startswith("cargo build: source code cannot be fetched; to try again: ")


def test_not_root(rust: Rust, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is built, and nothing remembered, where herm does not build images either."""
    monkeypatch.setattr(provision, "can_install", lambda: False)
    assert query_engine.ensure(pytest.fail) is None
    assert (query_engine.hindrance(), rust.asked) == ("", [])


def test_old_rust_is_replaced_by_the_distributions(rust: Rust, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Rust that is too old, or none, makes herm install the distribution's, which then comes first."""
    rust.has("1.63.0")
    monkeypatch.setattr(cargo, "_system_version", lambda: "1.96.0" if rust.installed else "")
    found = cargo.ensure_cargo(lambda _: None)
    assert rust.installed == ["cargo-web"]
    assert (found.program, found.version) == (Path("/usr/bin/cargo"), "1.96.0")
    assert found.path.startswith(f"/usr/bin{os.pathsep}")


def test_no_new_rust_anywhere(rust: Rust) -> None:
    """A distribution without a new Rust is a problem that names what is needed."""
    rust.has("1.63.0")
    with pytest.raises(ProblemsError, match=r"1\.94 or newer is needed"):
        cargo.ensure_cargo(lambda _: None)


def test_users_settings(rust: Rust, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's own settings of cargo count, for a mirror; flags that were set for other work do not."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").touch()
    monkeypatch.setenv("CARGO_HOME", str(home))
    monkeypatch.setenv("RUSTFLAGS", "-C target-cpu=native")
    query_engine.ensure(lambda _: None)
    assert all(line.startswith(f"--config {home / 'config.toml'} ") for line in rust.asked)
    assert "RUSTFLAGS" not in (rust.notes / "environment").read_text()


def test_lock() -> None:
    """Every package of the lock comes from the standard registry, and has its checksum."""
    lock = (build.CRATE / "Cargo.lock").read_text()
    packages = [part for part in lock.split("[[package]]")[1:] if 'name = "query-engine"' not in part]
    source = 'source = "registry+https://github.com/rust-lang/crates.io-index"'
    assert [part for part in packages if source not in part or "\nchecksum = " not in part] == []
