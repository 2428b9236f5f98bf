"""What happens to a JWT secret on its way: each accident is recognised, and undone without a trace."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasura.explain.startup import explain_start
from hasura.explain.startup_words import ROWS
from hasura.model import StartupError
from hasura.repair import foreign, members, mistaken, pem, text
from hasura.repair.accident import Accident
from hasura.repair.examine import examine
from hasura.start.grammar import parse_jwt_secret
from hasura.start.startup import start
from tests.unit.hasura.cases.accidents import HS, KEY, LINE, ROLES, RS, SPKI, TEXTS, UNKNOWABLE, joined

EVERY_ACCIDENT: list[Accident] = [
    *(accident for accident, _ in members.HOPELESS),
    *(row.accident for table in (text.REPAIRS, pem.REPAIRS, members.REPAIRS) for row in table),
    *(
        one
        for module in (mistaken, foreign, text)
        for one in vars(module).values()
        if isinstance(one, Accident)
    ),
]


@pytest.mark.parametrize(("damaged", "causes", "meant"), TEXTS, ids=["+".join(row[1]) for row in TEXTS])
def test_accident(damaged: str, causes: tuple[str, ...], meant: dict[str, Any]) -> None:
    """What happened is named, in the order of undoing it, and the value as it was meant is found."""
    with pytest.raises(StartupError):
        parse_jwt_secret(damaged)
    found = examine(damaged)
    assert tuple(accident.cause for accident in found.accidents) == causes
    assert all(accident.stops for accident in found.accidents)
    assert found.repaired is not None
    parse_jwt_secret(found.repaired)
    repaired = json.loads(found.repaired)
    assert {name: ... if meant.get(name) is ... else value for name, value in repaired.items()} == meant


@pytest.mark.parametrize(("damaged", "cause"), UNKNOWABLE)
def test_accident_that_cannot_be_undone(damaged: str, cause: str) -> None:
    """Where the value cannot be known, the cause is named and nothing is made up."""
    found = examine(damaged)
    assert [accident.cause for accident in found.accidents] == [cause]
    assert found.repaired is None


@pytest.mark.parametrize(
    ("regretted", "cause"),
    [
        (HS | {"key": KEY + "\n"}, "key-padded"),
        (HS | {"audience": "app "}, "spaces-around"),
        (HS | {"claims_map": ROLES | {"x-hasura-user-id": "$.sub"}}, "claims-map-path-as-text"),
        (HS | {"claims_map": ROLES | {"x-hasura-allowed-roles": ["$.r"]}}, "claims-map-path-as-text"),
    ],
)
def test_accident_with_which_hasura_starts(regretted: dict[str, Any], cause: str) -> None:
    """What Hasura accepts and nobody meant is told too, and undone when asked."""
    parse_jwt_secret(json.dumps(regretted))
    found = examine(json.dumps(regretted))
    assert [(accident.cause, accident.stops) for accident in found.accidents] == [(cause, False)]
    assert found.repaired is not None


@pytest.mark.parametrize("fields", [HS, RS, {"jwk_url": "https://id.example/k"}, HS | {"claims_map": ROLES}])
def test_nothing_happened(fields: dict[str, Any]) -> None:
    """A sound value is left alone."""
    found = examine(json.dumps(fields))
    assert (found.accidents, found.repaired, found.entries) == ((), None, (fields,))


def test_several_secrets_are_each_undone() -> None:
    """In the Enterprise Edition's list every entry is looked at."""
    found = examine(json.dumps([HS | {"type": "hs256"}, RS | {"key": joined(SPKI)}]), several=True)
    assert [accident.cause for accident in found.accidents] == ["type-misspelt", "newlines-lost"]
    assert json.loads(found.repaired or "") == [HS, RS]


@pytest.mark.parametrize("accident", EVERY_ACCIDENT, ids=lambda accident: accident.cause)
def test_sentences_are_short(accident: Accident) -> None:
    """A cause is told in at most 25 words."""
    assert len(accident.sentence.split()) <= 25
    assert accident.sentence.endswith(".")
    assert accident.advice


def test_causes_are_told_apart() -> None:
    """Every cause has a name of its own; those that are undone have their row in this file's table."""
    causes = {accident.cause for accident in EVERY_ACCIDENT}
    tried = {cause for _, row, _ in TEXTS for cause in row} | {cause for _, cause in UNKNOWABLE}
    assert causes - tried <= {"key-padded", "pem-pluses-lost", "pem-base64url"}
    assert len({row.id for row in ROWS}) == len(ROWS)


def test_pluses_and_slashes_come_back() -> None:
    """A key in which a web form or base64url changed signs is found by trying."""
    body = "".join(SPKI.splitlines()[1:-1])
    assert "+" in body or "/" in body
    for changed, cause in [
        (SPKI.replace("+", " "), "pem-pluses-lost"),
        (SPKI.replace("+", "-").replace("/", "_").replace("_____", "-----"), "pem-base64url"),
    ]:
        if changed != SPKI:
            found = examine(json.dumps(RS | {"key": changed}))
            assert found.accidents[0].cause == cause
            assert json.loads(found.repaired or "")["key"].split() == SPKI.split()


def test_two_errors_with_one_text_are_told_apart() -> None:
    """Hasura's text is the same for all of these; the explanation is not."""
    values = [f"'{LINE}'", KEY, LINE.replace('"', "'"), base64.b64encode(LINE.encode()).decode()]
    causes = set()
    for value in values:
        env = {"HASURA_GRAPHQL_ADMIN_SECRET": "a", "HASURA_GRAPHQL_JWT_SECRET": value}
        with pytest.raises(StartupError) as raised:
            start(env)
        explanation = explain_start(str(raised.value), env)
        assert str(raised.value) in explanation.evidence[0]
        causes.add(explanation.cause)
    assert causes == {"quotes-kept", "bare-key", "quotes-single", "base64-encoded"}


def everything_told(damaged: str) -> str:
    """All that a person may read about a damaged value without asking for the repaired one."""
    env = {"HASURA_GRAPHQL_ADMIN_SECRET": "a", "HASURA_GRAPHQL_JWT_SECRET": damaged}
    told = [str(accident) for accident in examine(damaged).accidents] + [repr(examine(damaged))]
    try:
        start(env)
    except StartupError as error:
        told.append(repr(explain_start(str(error), env)))
    return "\n".join(told)


@given(
    st.text("QXZJ0123456789", min_size=32, max_size=64),
    st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3),
    st.sampled_from(["", "{", '"', "'", "\n", "=", "}", " "]),
    st.integers(0, 80),
)
def test_no_accident_shows_a_key(key: str, rows: list[Any], damage: str, place: int) -> None:
    """Whatever happens to a value, and however often: no explanation shows a piece of its key."""
    for row in rows:
        damaged = row[0].replace(KEY, key)
        damaged = damaged[:place] + damage + damaged[place:]
        told = everything_told(damaged)
        assert not [key[start : start + 8] for start in range(len(key) - 7) if key[start : start + 8] in told]


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(TEXTS), max_size=3).map(lambda rows: "".join(r[0] for r in rows))
)
def test_any_text_is_examined(damaged: str) -> None:
    """Any text is examined, and what is called repaired is a secret with which Hasura starts."""
    found = examine(damaged)
    if found.repaired is not None:
        parse_jwt_secret(found.repaired)
