"""Every refusal has words of its own: a sentence, what was seen, and what to do."""

from __future__ import annotations

import pytest

from hasura.explain.case import Case
from hasura.explain.explain import EXPLANATIONS, explain
from hasura.explain.words import Explanation
from hasura.model import AuthMode, Headers, Refused
from hasura.request.check import check
from hasura.request.wire import answer, graphql_body
from tests.unit.hasura.cases.documented_cases import (
    AT_PATH,
    COOKIE,
    PLAIN,
    ROWS,
    RSA,
    SECRET_ONLY,
    Row,
    plain,
    under,
)
from tests.unit.hasura.tokens import (
    ADMIN_SECRET,
    HS_KEY,
    HS_KEY_64,
    NAMESPACE,
    NOW,
    ROLES,
    bearer,
    claims,
    hasura,
    sign,
)


def explained(mode: AuthMode, headers: Headers, now: float = NOW) -> Explanation:
    """The explanation of a request's answer."""
    case = Case(mode, headers, now)
    return explain(case.decide(), case)


def whole(explanation: Explanation) -> str:
    """All its words."""
    return f"{explanation.text}\n{explanation.remedy}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_answer_is_explained_without_a_secret(row: Row) -> None:
    """Sentence, evidence and remedy are there, and none of them shows a key, a secret or a signature."""
    case = Case(row.mode, row.headers, NOW, row.jwks)
    explanation = explain(case.decide(), case)
    assert explanation.sentence.endswith(".")
    assert explanation.evidence
    assert explanation.remedy
    text = whole(explanation)
    assert HS_KEY not in text
    assert ADMIN_SECRET not in text
    for _, value in row.headers:
        signature = value.rpartition(".")[2]
        assert not signature or value.count(".") != 2 or signature not in text


def test_every_decision_has_words() -> None:
    """The rows reach every refusal that has words, and no refusal lacks them."""
    decisions = [check(row.mode, row.headers, NOW, row.jwks) for row in ROWS]
    seen = {decision.reason for decision in decisions if isinstance(decision, Refused)}
    assert seen == set(EXPLANATIONS)


def test_missing_hasura_claims_show_what_is_there_and_the_providers_code() -> None:
    """The namespace looked in, the claims found, the near miss, and code that adds them."""
    token = sign(
        claims(**{NAMESPACE: None, "https://hasura.io/jwt/claim": ROLES, "iss": "https://x.eu.auth0.com/"})
    )
    explanation = explained(PLAIN, bearer(token))
    text = whole(explanation)
    assert f"Looked at: claims_namespace '{NAMESPACE}'." in text
    assert "'https://hasura.io/jwt/claim' looks like a misspelling of" in text
    assert "'sub'" in text
    assert "onExecutePostLogin" in explanation.remedy


def test_claims_at_the_top_level_are_noticed() -> None:
    """Hasura's claims outside the namespace lead to the path that reads them."""
    text = whole(explained(PLAIN, bearer(sign({**claims(**{NAMESPACE: None}), **ROLES}))))
    assert "claims_namespace_path '$' reads those" in text


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (0, "less than a second ago"),
        (1, "1 second ago"),
        (150, "2 minutes ago"),
        (7200, "2 hours ago"),
        (90000, "1 day ago"),
    ],
)
def test_expiry_is_told_in_human_units(ago: int, words: str) -> None:
    """How long ago the token ended, with both clocks in UTC."""
    explanation = explained(PLAIN, bearer(sign(claims(exp=NOW - ago))))
    assert words in explanation.sentence
    assert "2023-11-14 22:13:20 UTC" in whole(explanation)


def test_clocks_that_differ_lead_to_allowed_skew() -> None:
    """A token from the future tells by how much and what setting forgives it."""
    explanation = explained(PLAIN, bearer(sign(claims(iat=NOW + 90))))
    assert "1 minute from now" in explanation.sentence
    assert "allowed_skew" in explanation.remedy


def test_keys_are_told_by_their_kind() -> None:
    """A wrong kind of key is told apart from a wrong key."""
    kind = whole(explained(RSA, bearer(sign(claims()))))
    assert "'RSA key of 2048 bits'" in kind
    assert "None of these keys can make a signature of HS256." in kind
    wrong = whole(explained(PLAIN, bearer(sign(claims(), key=HS_KEY_64))))
    assert "'symmetric key of 32 bytes'" in wrong
    assert "base64" in wrong


def test_names_that_nearly_fit_are_found() -> None:
    """Misspelt headers, roles and claims are named."""
    assert "'X-Hasura-Admin-Secert' looks like" in whole(
        explained(SECRET_ONLY, [("X-Hasura-Admin-Secert", "x")])
    )
    assert "'Authorisation' looks like" in whole(explained(PLAIN, [("Authorisation", "x")]))
    assert "'A' looks like a misspelling of 'a'" in whole(explained(COOKIE, [("Cookie", "A=1")]))
    assert "'User' looks like" in whole(explained(PLAIN, under(hasura(allowed_roles=["User"]))))
    misspelt = {"x-hasura-alowed-roles": ["user"], "x-hasura-default-role": "user"}
    assert "'x-hasura-alowed-roles' looks like" in whole(explained(PLAIN, under(misspelt)))


def test_a_tokens_text_cannot_write_on_the_terminal() -> None:
    """Control characters of a stranger's claim names are not passed on."""
    text = whole(explained(AT_PATH, bearer(sign(claims(**{"\x1b[2J\u202e": 1})))))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_trailing_slash_is_noticed() -> None:
    """The commonest difference between two issuers is named."""
    slash = plain(issuer="https://a.example")
    text = whole(explained(slash, bearer(sign(claims(iss="https://a.example/")))))
    assert "They differ in the trailing slash only." in text


def test_each_address_answers_in_its_own_form() -> None:
    """/v1/graphql says 200, /v1alpha1/graphql the real status, other addresses have a body of their own."""
    refused = Refused(401, "access-denied", "no")
    errors = {"errors": [{"message": "no", "extensions": {"path": "$", "code": "access-denied"}}]}
    assert graphql_body(refused) == errors
    assert answer("/v1/graphql", refused) == (200, errors)
    assert answer("/v1alpha1/graphql", refused) == (401, errors)
    assert answer("/v1/metadata", refused) == (401, {"path": "$", "error": "no", "code": "access-denied"})
