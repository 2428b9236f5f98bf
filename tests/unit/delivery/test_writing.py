"""Metadata written as files is read as the same metadata, by herm and by any reader of YAML."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.folder.metadata import read_metadata
from delivery.writing.files import metadata_files
from infra.problems import ProblemsError
from tests.unit.delivery.project_files import ACTIONS, SDL, write

AWKWARD = (
    *("on", "no", "null", "~", "", "1e3", "0o17", "0x1F", "1_000", "2024-01-01", ".5", "=", "<<", "y", "*a"),
    *("a: b", "a #b", " a", "a ", "- a", "{{X}}", "tab\tin", "two\nlines\n", "two\n\n  lines", "Übung 🙂"),
)
"""What one or another version of YAML reads as something else when it stands there bare."""

WORDS = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
).filter(lambda text: "!include" not in text)
NAMES = st.one_of(WORDS.filter(bool), st.sampled_from(["a", "A", "a_b", "a/b", "../x", "tables"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
TABLES = st.builds(
    lambda schema, name, more: {"table": {"schema": schema, "name": name}, "select_permissions": more},
    NAMES,
    NAMES,
    st.lists(st.dictionaries(WORDS, VALUES, max_size=3), max_size=3),
)
SOURCES = st.builds(
    lambda name, tables, customization: {
        "name": name,
        "kind": "postgres",
        "tables": tables,
        "functions": [],
        "customization": customization,
    },
    NAMES,
    st.lists(TABLES, max_size=4),
    VALUES,
)
DOCUMENTS = st.fixed_dictionaries(
    {"version": st.just(3), "sources": st.lists(SOURCES, max_size=3)},
    optional={
        "cron_triggers": st.lists(st.dictionaries(WORDS, VALUES, min_size=1), min_size=1, max_size=2),
        "network": st.dictionaries(WORDS, VALUES, min_size=1, max_size=2),
    },
)


def written(metadata: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What herm reads of the files that it writes."""
    write(folder, metadata_files(metadata))
    return read_metadata(folder)


@given(DOCUMENTS)
def test_what_is_written_is_read(metadata: dict[str, Any]) -> None:
    """Whatever texts, names and values metadata has, its files say the same, and stay in the folder."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "metadata"
        assert written(metadata, folder) == metadata
        assert list(Path(scratch).iterdir()) == [folder]


def test_names_of_files(tmp_path: Path) -> None:
    """A table's file has its schema and name, as the CLI's; names that would meet get a number."""
    tables = [{"schema": "public", "name": "a b"}, {"schema": "public", "name": "A_b"}, "plain"]
    source = {"name": "default", "tables": [{"table": table} for table in tables], "functions": []}
    write(tmp_path, metadata_files({"version": 3, "sources": [source]}))
    names = sorted(file.name for file in (tmp_path / "databases/default/tables").iterdir())
    assert names == ["public_A_b_2.yaml", "public_a_b.yaml", "public_plain.yaml", "tables.yaml"]
    listed = (tmp_path / "databases/default/tables/tables.yaml").read_text(encoding="utf-8")
    assert listed.splitlines()[0] == '- "!include public_a_b.yaml"'


def test_actions_and_their_types(tmp_path: Path) -> None:
    """The types go to actions.graphql and the rest to actions.yaml, and both become the same again."""
    write(tmp_path / "a", {"actions.graphql": SDL, "actions.yaml": ACTIONS})
    metadata = json.loads(json.dumps(read_metadata(tmp_path / "a")))
    assert written(metadata, tmp_path / "b") == metadata
    assert "type Mutation {" in (tmp_path / "b/actions.graphql").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ({"telescopes": [1]}, "metadata.telescopes"),
        ({"sources": [{"name": "a", "configuration": {"database_url": "postgres://u:p@h/d"}}]}, "plain text"),
        ({"cron_triggers": [{"comment": "see !include /etc/passwd"}]}, "metadata.cron_triggers[0].comment"),
    ],
)
def test_what_a_project_cannot_hold(metadata: dict[str, Any], said: str) -> None:
    """A kind that would be lost, a password and text that would name a file are refused, with their place."""
    with pytest.raises(ProblemsError) as refused:
        metadata_files({"version": 3, **metadata})
    assert said in str(refused.value)
    assert "postgres://" not in str(refused.value)
