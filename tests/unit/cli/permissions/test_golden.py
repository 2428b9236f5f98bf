"""The review as it is printed, word for word; `GOLDEN=write` in the environment writes the files anew."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.permissions.markdown import code, markdown
from cli.permissions.review import Review, as_json, review
from cli.permissions.tables import print_review
from hasura.metadata import read_metadata
from hasura.permissions.sessions import Sessions
from tests.unit.hasura.permissions.shop import changed_shop, permission, shop

GOLDEN = Path(__file__).parent / "golden"
SESSIONS = Sessions("anonymous", frozenset({"user", "guest"}), frozenset({"x-hasura-user-id"}))
REVIEWS = {
    "matrix": review("project", shop(), SESSIONS),
    "difference": review("project", changed_shop(), SESSIONS, ("main", shop())),
}


def terminal(one: Review) -> str:
    """What a pipe gets."""
    with redirect_stdout(io.StringIO()) as out:
        print_review(one)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


FORMS: dict[str, Callable[[Review], str]] = {
    "terminal": terminal,
    "markdown": markdown,
    "json": lambda one: json.dumps(as_json(one), indent=1) + "\n",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", REVIEWS)
def test_golden(name: str, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each form of the matrix and of the difference is as it was when somebody read it."""
    monkeypatch.setenv("COLUMNS", "1000")
    file = GOLDEN / f"{name}-{form}.txt"
    text = FORMS[form](REVIEWS[name])
    if os.environ.get("GOLDEN") == "write":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@given(st.text())
def test_code_is_one_span_of_one_cell(text: str) -> None:
    """Whatever a name holds, it ends neither the span of code nor the cell of the table."""
    span = code(text)
    assert "\n" not in span
    assert span.replace("\\|", "").count("|") == 0
    if span:
        fence = span[: len(span) - len(span.lstrip("`"))]
        assert span.endswith(fence)
        assert fence not in span[len(fence) : -len(fence)]


def test_long_review_fits_into_a_comment() -> None:
    """A comment holds 65,536 characters; what does not fit is counted."""
    tables = [
        {"table": f"t{number}", "delete_permissions": [permission("user", filter={"id": number})]}
        for number in range(2000)
    ]
    large = read_metadata({"version": 3, "sources": [{"name": "default", "tables": tables}]})
    text = markdown(review("project", large, Sessions()))
    assert len(text) < 65_536
    assert text.endswith("more lines do not fit into a comment.\n")
