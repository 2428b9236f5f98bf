"""A row rule in words."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasura.permissions.variables import session_variables
from hasura.permissions.words import EVERY_ROW, NO_ROW, rule_in_words

ME = "X-Hasura-User-Id"
SAID = "the session's x-hasura-user-id"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({}, EVERY_ROW),
        ({"id": {"_eq": ME}}, f"id is {SAID}"),
        ({"id": {"$eq": "x-HASURA-user-ID"}}, f"id is {SAID}"),
        ({"id": ME}, f"id is {SAID}"),
        ({"b": 1, "a": 2}, "a is 2 and b is 1"),
        ({"_or": [{"a": 1, "b": 2}, {"c": 3}]}, "a is 1 and b is 2 or c is 3"),
        ({"_and": [{"a": 1}, {"_or": [{"b": 2}, {"c": 3}]}]}, "a is 1 and (b is 2 or c is 3)"),
        ({"$or": [{"a": 1}, {"$not": {"b": 2}}]}, "a is 1 or not (b is 2)"),
        ({"age": {"_gte": 18, "_lt": 65}}, "age >= 18 and age < 65"),
        ({"deleted_at": {"_is_null": True}}, "deleted_at is null"),
        ({"deleted_at": {"_is_null": False}}, "deleted_at is not null"),
        ({"id": {"_in": "X-Hasura-Ids"}}, "id is one of the session's x-hasura-ids"),
        ({"author": {"id": {"_eq": ME}}}, f"author.id is {SAID}"),
        ({"a": {"b": {"c": {"_ne": None}}}}, "a.b.c is not null"),
        ({"members": {"id": ME, "ok": True}}, f"there is members with (id is {SAID} and ok is true)"),
        ({"a": {"_or": [{"b": 1}, {"c": 2}]}}, "there is a with (b is 1 or c is 2)"),
        ({"members": {}}, "any members"),
        ({"a": {"_ceq": "b"}}, "a is column b"),
        ({"a": {"b": {"_cgt": ["$", "c"]}}}, "a.b > the row's column c"),
        ({"data": {"_cast": {"String": {"_like": "%x%"}}}}, 'data as String is like "%x%"'),
        ({"place": {"_st_within": {"type": "Point"}}}, 'place _st_within {"type": "Point"}'),
        ({"a": 'say "hi"\nand `leave`'}, 'a is "say \\"hi\\"\\nand `leave`"'),
        ({"odd name": 1}, '"odd name" is 1'),
        (
            {"_exists": {"_table": {"schema": "s", "name": "t"}, "_where": {"user": {"_eq": ME}}}},
            f"there is a row of s.t with (user is {SAID})",
        ),
        ({"$exists": {"_table": "t"}}, "there is a row of t"),
    ],
)
def test_words(rule: Any, words: str) -> None:
    """Operators, spellings, ways to other rows, constants and session variables have their words."""
    assert rule_in_words(rule) == words


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"_and": []}, EVERY_ROW),
        ({"_or": []}, NO_ROW),
        ({"_or": [{"a": 1}, {}]}, EVERY_ROW),
        ({"_or": [{"_or": []}, {"a": 1}]}, "a is 1"),
        ({"_and": [{}, {"a": 1}]}, "a is 1"),
        ({"_and": [{"a": 1}, {"_or": []}]}, NO_ROW),
        ({"_not": {}}, NO_ROW),
        ({"_not": {"_or": []}}, EVERY_ROW),
    ],
)
def test_a_rule_that_is_always_true_does_not_hide(rule: Any, words: str) -> None:
    """What allows every row in a roundabout way says so."""
    assert rule_in_words(rule) == words


NAMES = st.sampled_from(["id", "author", "members", "odd name", "a.b", "ünï", "x|`<b>"])
OPERANDS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([ME, "x-HASURA-Org"]),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=3,
)
OPERATORS = st.sampled_from(
    ["eq", "neq", "in", "is_null", "like", "ceq", "cast", "has_keys_any", "unheard_of", ""]
)
SIGNS = st.sampled_from(["_", "$"])
COMPARISONS = st.dictionaries(st.builds("".join, st.tuples(SIGNS, OPERATORS)), OPERANDS, max_size=3)


def joined(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Expressions made of smaller ones, in both spellings; now and then of what Hasura refuses."""
    lists, wrong = st.lists(inner, max_size=3), st.none() | st.text(max_size=3)
    keys = {
        name: st.builds("".join, st.tuples(SIGNS, st.just(name))) for name in ("and", "or", "not", "exists")
    }
    tables = st.sampled_from(["t", {"schema": "s", "name": "t"}, {"name": 1}, None])
    return (
        st.dictionaries(NAMES, inner | COMPARISONS, max_size=3)
        | st.dictionaries(keys["and"] | keys["or"], lists | wrong, max_size=2)
        | st.dictionaries(keys["not"], inner | wrong, min_size=1, max_size=1)
        | st.dictionaries(
            keys["exists"],
            st.fixed_dictionaries({"_table": tables}, optional={"_where": inner}) | wrong,
            min_size=1,
            max_size=1,
        )
    )


RULES = st.recursive(st.dictionaries(NAMES, COMPARISONS | OPERANDS, max_size=3), joined, max_leaves=12)


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same JSON value with the members of its objects in another order."""
    if isinstance(value, dict):
        entries = [(key, shuffled(entry, chance)) for key, entry in value.items()]
        chance.shuffle(entries)
        return dict(entries)
    return [shuffled(entry, chance) for entry in value] if isinstance(value, list) else value


@given(RULES, st.randoms(use_true_random=False))
def test_every_rule_has_the_same_words_in_any_order(rule: Any, chance: random.Random) -> None:
    """Words are total, on one line, and do not depend on the order in which members stand."""
    words = rule_in_words(rule)
    assert words.strip() == words != ""
    assert "\n" not in words
    assert rule_in_words(shuffled(rule, chance)) == words


@given(RULES)
def test_session_variables_are_found_wherever_they_stand(rule: Any) -> None:
    """Every session variable of a rule, in any case and at any depth, by its name in lower case."""
    assert session_variables(rule) == set(re.findall(r'"(x-hasura-[a-z-]+)"', json.dumps(rule).lower()))


@given(st.recursive(OPERANDS, lambda inner: st.dictionaries(st.text(), inner, max_size=3), max_leaves=20))
def test_any_json_has_words(value: Any) -> None:
    """What is no rule at all is told as it is."""
    assert rule_in_words(value)


def test_deep_rules_end() -> None:
    """A rule of a thousand levels has words too."""
    rule: Any = {"id": 1}
    for _ in range(400):
        rule = {"_not": {"_and": [rule]}}
    assert "more than 50 levels" in rule_in_words(rule)
