"""A line of an env file gives the value back that it was made from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.compose.env_file import read_env_text
from cli.compose.env_line import env_line

VALUES = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("'\"\\$#{} \n"))


@given(st.lists(VALUES, max_size=3))
def test_every_value_comes_back(values: list[str]) -> None:
    """Whatever the values are, the lines are read as docker compose reads them, one after the other."""
    lines = [env_line(f"V{index}", value) for index, value in enumerate(values)]
    read = read_env_text("\n".join(lines), lambda _: "of the shell")
    assert list(read.values()) == values


@pytest.mark.parametrize("value", ["a$b", '{"type": "HS256", "key": "a\\nb"}', "a # b", ""])
def test_usual_values_stand_for_themselves(value: str) -> None:
    """What holds no single quote is readable: it stands between two."""
    assert env_line("A", value) == f"A='{value}'"
