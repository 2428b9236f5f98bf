"""The engine's events, as a run tells of them."""

from __future__ import annotations

import io
import json

from cli.stack.changes import _Events


def event(operation: str, kind: str, **old: bool) -> str:
    """One line of the engine's log of events: a step that is done."""
    metadata = {"op": operation, "urn": f"urn:pulumi:dev::herm::{kind}::herm-it", "type": kind, "old": old}
    return json.dumps({"resOutputsEvent": {"metadata": metadata}}) + "\n"


def test_volume_that_is_kept_is_not_called_deleted() -> None:
    """The engine calls it a deletion when it only forgets the volume; the data stays, and that is told."""
    lines = event("delete", "docker:index/volume:Volume", retainOnDelete=True)
    lines += event("delete", "docker:index/container:Container")
    said: list[str] = []
    _Events(io.StringIO(lines), said.append).read()
    assert said == ["Volume herm-it stays", "Container herm-it deleted"]


def test_line_that_is_being_written_is_read_when_it_is_whole() -> None:
    """Half a line is kept until its end comes."""
    line, said = event("create", "docker:index/network:Network"), list[str]()
    stream = io.StringIO()
    events = _Events(stream, said.append)
    for part in (line[:20], line[20:]):
        place = stream.tell()
        stream.write(part)
        stream.seek(place)
        events.read()
    assert said == ["Network herm-it created"]
