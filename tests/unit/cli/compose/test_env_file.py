"""Env files are read as docker compose reads them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.compose.env_file import EnvFileError, read_env_text

# What compose-go 2.16.2, the library of docker compose, answered to each text; None where it refuses it. The
# variable OUTER was set around it.
ANSWERS: list[tuple[str, dict[str, str] | None]] = [
    ("A=1\nB=2", {"A": "1", "B": "2"}),
    ("A = 1", {"A": "1"}),
    ("A: 1", {"A": "1"}),
    ("  export A=1", {"A": "1"}),
    ("exportA=1", {"exportA": "1"}),
    ("A=1 # c", {"A": "1"}),
    ("A=1#c", {"A": "1#c"}),
    ("# c\nA=1", {"A": "1"}),
    ("A='1 # c' # c", {"A": "1 # c"}),
    ('A="1"', {"A": "1"}),
    ('A="a\\nb"', {"A": "a\nb"}),
    ("A='a\\nb'", {"A": "a\\nb"}),
    ('A="a \\"b\\""', {"A": 'a "b"'}),
    ("A='it\\'s'", {"A": "it's"}),
    ('A=\'{\n  "type": "HS256"\n}\'\nB=1', {"A": '{\n  "type": "HS256"\n}', "B": "1"}),
    ('A={"type": "HS256", "key": "k"}', {"A": '{"type": "HS256", "key": "k"}'}),
    ('A="{"type": "HS256"}"', None),
    ('A=\'{"key": "-----BEGIN A-----\\n"}\'', {"A": '{"key": "-----BEGIN A-----\\n"}'}),
    ('A="{\\"key\\": \\"a\\\\nb\\"}"', {"A": '{"key": "a\\nb"}'}),
    ('A={"path": "$.sub"}', {"A": '{"path": "$.sub"}'}),
    ('A={"path": "$x"}', {"A": '{"path": ""}'}),
    ("B=1\nA=$B", {"A": "1", "B": "1"}),
    ("A=${B:-d}", {"A": "d"}),
    ("A=${B-d}", {"A": "d"}),
    ("A=${OUTER:+x}", {"A": "x"}),
    ("A=$OUTER", {"A": "outer value"}),
    ("A='$OUTER'", {"A": "$OUTER"}),
    ('A="\\$OUTER"', {"A": "$OUTER"}),
    ("A=$$", {"A": "$"}),
    ("A=${", None),
    ("A=${B?must}", None),
    ("OUTER\nA=1", {"A": "1", "OUTER": "outer value"}),
    ("A", {"": "A"}),
    ("A=\nB=1", {"A": "", "B": "1"}),
    ("A=a\r\nB=b\r\n", {"A": "a", "B": "b"}),
    ("A.B-c[0]=1", {"A.B-c[0]": "1"}),
    ("A B=1", None),
    ("A'=1", None),
    ('A="open\nB=1', None),
    ("A='open", None),
    ("é=1", {"é": "1"}),
    ('A=1\n\n\n  # x\nB="x"C=2', {"A": "1", "B": "x", "C": "2"}),
    ("A=${B:-${OUTER}}", {"A": "outer value"}),
    ("A=${B:-{}}", {"A": "{}"}),
    ("export ", None),
    ('A="\\0101\\t\\q"', {"A": "A\t\\q"}),
]


def outer(name: str) -> str | None:
    """The environment around the file."""
    return {"OUTER": "outer value"}.get(name)


@pytest.mark.parametrize(("text", "variables"), ANSWERS)
def test_as_compose_reads_it(text: str, variables: dict[str, str] | None) -> None:
    """The variables are those of compose's own library, and so are the refusals."""
    if variables is None:
        with pytest.raises(EnvFileError):
            read_env_text(text, outer)
    else:
        assert read_env_text(text, outer) == variables


def test_byte_order_mark() -> None:
    """A mark that a Windows editor wrote is forgiven, as compose forgives it in a file."""
    assert read_env_text("\ufeffA=1", outer) == {"A": "1"}


@pytest.mark.parametrize(
    ("text", "line"), [('A=1\nB="{"type"', 2), ("A=1\n\nB='open\nC=1", 3), ("A=${", 1), ("A B=1", 1)]
)
def test_the_line_is_named_and_the_value_is_not(text: str, line: int) -> None:
    """A refusal says which line it is, and shows nothing of what stands there."""
    with pytest.raises(EnvFileError) as raised:
        read_env_text(text, outer)
    assert raised.value.line in (line, line + 1)
    assert "type" not in str(raised.value)
    assert "open" not in str(raised.value).replace("opened", "")


SIGNS = ["A", "=", "\n", "'", '"', "\\", "${", "}", "$A", " #", ":-"]


@given(st.text() | st.lists(st.sampled_from(SIGNS)).map("".join))
def test_any_text(text: str) -> None:
    """Any text has variables or is refused."""
    with suppress(EnvFileError):
        assert all(isinstance(value, str) for value in read_env_text(text, outer).values())
