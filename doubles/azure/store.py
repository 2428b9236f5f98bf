"""The emulator's memory: JSON values in one SQLite file, so that they outlive the process."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Store:
    """Values by kind and key.

    One request is one transaction: the caller commits before it answers, so what was told outlives a kill.
    Nothing waits for the disk: an emulated cloud may end with the machine.
    """

    def __init__(self, path: Path) -> None:
        path.touch(mode=0o600)
        path.chmod(0o600)
        self._database = sqlite3.connect(path, check_same_thread=False)
        self._database.execute("pragma journal_mode=wal")
        self._database.execute("pragma synchronous=off")
        self._database.execute(
            "create table if not exists item"
            " (kind text, key text, value text not null, primary key (kind, key)) without rowid"
        )
        for name in (f"{path}-wal", f"{path}-shm"):
            if os.path.exists(name):  # noqa: PTH110 - SQLite's own files, by its own naming
                Path(name).chmod(0o600)

    def get(self, kind: str, key: str) -> Any | None:
        """The value, or None."""
        row = self._database.execute("select value from item where kind=? and key=?", (kind, key)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, kind: str, key: str, value: Any) -> None:
        """Keep a value."""
        self._database.execute("replace into item values (?, ?, ?)", (kind, key, json.dumps(value)))

    def remove(self, kind: str, key: str) -> None:
        """Forget a value."""
        self._database.execute("delete from item where kind=? and key=?", (kind, key))

    def items(self, kind: str, under: str = "") -> Iterator[tuple[str, Any]]:
        """All values of a kind whose key starts with a text, in the order of keys."""
        rows = self._database.execute(
            "select key, value from item where kind=? and substr(key, 1, ?) = ? order by key",
            (kind, len(under), under),
        ).fetchall()
        for key, value in rows:
            yield key, json.loads(value)

    def commit(self) -> None:
        """Make what was done so far last."""
        self._database.commit()

    def rollback(self) -> None:
        """Undo what the failed request did."""
        self._database.rollback()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
