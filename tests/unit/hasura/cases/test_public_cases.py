"""The public cases: Hasura's answer, and words that would have ended the search."""

from __future__ import annotations

import re

import pytest

from hasura.batch import decide
from tests.unit.hasura.cases.public_cases import CASES, SECRET, Case
from tests.unit.hasura.public_keys import KEY


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_answer_is_hasuras_and_the_words_end_the_search(case: Case) -> None:
    """Role or refusal as Hasura has it; the words convey the cause, mislead nobody and show no secret."""
    answer = decide(case.request)
    told = answer["role"] or f"{answer['http_status']} {answer['code']} {answer['message']}"
    assert told.startswith(case.answer)
    words = f"{answer['explanation']}\n{answer['remedy']}"
    for pattern in case.says:
        assert re.search(pattern, words, re.DOTALL), (pattern, words)
    for pattern in case.says_not:
        assert not re.search(pattern, words, re.DOTALL), (pattern, words)
    assert KEY not in words
    assert SECRET not in words
