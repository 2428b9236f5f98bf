"""Every cause is found in a world that has it, and what is printed ends it, done to the letter."""

from __future__ import annotations

from base64 import b64encode

import pytest

from hasura.explain.cause import Cause
from tests.unit.hasura.cases.public_cases import SECRET
from tests.unit.hasura.causes.world import World, follow
from tests.unit.hasura.causes.worlds import CURED, NOTHING_TO_PASTE
from tests.unit.hasura.public_keys import KEY

LONGEST_SENTENCE = 25


def name_of(world: World) -> str:
    """The name of a world's test."""
    return world.cause.value


@pytest.mark.parametrize("world", CURED, ids=name_of)
def test_the_printed_remedy_ends_with_an_accepted_request(world: World) -> None:
    """The cause is named, the remedy is followed literally, and the request is accepted."""
    before = world.answer()
    assert before["cause"] == world.cause
    after = follow(world, before["remedy"]).answer()
    assert (after["http_status"], after["startup_error"]) == (200, None), (before["remedy"], after)
    assert after["cause"] != world.cause


@pytest.mark.parametrize("world", [*CURED, *NOTHING_TO_PASTE], ids=name_of)
def test_the_cause_is_one_short_sentence_and_nothing_shows_a_secret(world: World) -> None:
    """25 words or less, then what was seen; no key, no admin secret and no signature, in no form."""
    answer = world.answer()
    sentence = world.explanation().sentence
    assert answer["explanation"].startswith(sentence)
    assert len(sentence.split()) <= LONGEST_SENTENCE, sentence
    words = "\n".join(str(answer[name]) for name in ("message", "explanation", "remedy"))
    signature = world.sent.rpartition(".")[2]
    for secret in (KEY, SECRET, b64encode(KEY.encode()).decode(), KEY.encode().hex(), KEY.upper()):
        assert secret not in words
    assert len(signature) < 20 or signature not in words


@pytest.mark.parametrize("world", NOTHING_TO_PASTE, ids=name_of)
def test_some_answers_need_no_line(world: World) -> None:
    """Where nothing is wrong, or somebody else decides, the words say so and there is nothing to paste."""
    answer = world.answer()
    assert answer["cause"] == world.cause
    assert "\n\n    " not in answer["remedy"]


def test_every_cause_has_a_world() -> None:
    """No cause is left without a proof that its remedy works."""
    assert {world.cause for world in (*CURED, *NOTHING_TO_PASTE)} == set(Cause)
