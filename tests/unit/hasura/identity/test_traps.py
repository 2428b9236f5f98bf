"""Answers that name another thing than was asked for are refused, or warned of, with the right one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from hasura.identity import answers
from hasura.identity.draft import for_provider
from hasura.identity.providers import PROVIDERS
from hasura.identity.snippets import snippet_of, with_audience
from hasura.identity.traps import disagreement

GUID = "6babcaad-604b-40ac-a9d7-9fd97c0b779f"


@pytest.mark.parametrize(
    ("reader", "typed", "instead"),
    [
        (answers.host, "manage.auth0.com", "acme.eu.auth0.com"),
        (answers.host, "https://manage.auth0.com/dashboard/eu/acme", "acme.eu.auth0.com"),
        (answers.word, "https://console.firebase.google.com/project/acme-1234/overview", "acme-1234"),
        (answers.word, "https://eu-west-1.console.aws.amazon.com/cognito/v2/idp", "user pool's region"),
        (answers.host, "https://dashboard.clerk.com/apps/app_1", "clerk.acme.com"),
        (answers.host, "happy-fox-12.accounts.dev", "happy-fox-12.clerk.accounts.dev"),
        (answers.guid, "https://portal.azure.com/#home", "a GUID"),
        (answers.guid, "https://entra.microsoft.com/", "a GUID"),
        (answers.project, "https://supabase.com/dashboard/project/abcdefghijklmnopqrst", "reference"),
        (answers.host, "acme-admin.okta.com", "acme.okta.com"),
        (answers.host, "https://acme-admin.oktapreview.com/admin/dashboard", "acme.oktapreview.com"),
        (answers.url, "https://manage.auth0.com/dashboard", "acme.eu.auth0.com"),
        (answers.server, "https://id.acme.example/realms/shop", "give that, and the realm"),
        (answers.server, "https://id.acme.example/admin/master/console", "https://id.acme.example;"),
    ],
)
def test_an_address_of_another_place_is_refused(
    reader: Callable[[str], str], typed: str, instead: str
) -> None:
    """A console, an admin console or an account portal is no issuer; the right answer is named."""
    with pytest.raises(ValueError, match=r"is not an issuer but|is not the server's address") as refused:
        reader(typed)
    assert instead in str(refused.value)


@pytest.mark.parametrize(
    ("reader", "typed", "value"),
    [
        (answers.project, "https://abcdefghijklmnopqrst.supabase.co", "abcdefghijklmnopqrst"),
        (answers.server, "https://id.acme.example/auth", "https://id.acme.example/auth"),
        (
            answers.url,
            "https://id.acme.example/.well-known/openid-configuration",
            "https://id.acme.example",
        ),
        (answers.host, "acme-admins.okta.com", "acme-admins.okta.com"),
    ],
)
def test_what_leaves_no_doubt_is_forgiven(reader: Callable[[str], str], typed: str, value: str) -> None:
    """An address from which the answer follows is taken."""
    assert reader(typed) == value


def test_the_pool_says_its_region() -> None:
    """A Cognito pool of another region is refused; its ID says which one is right."""
    right = {"region": "eu-west-1", "pool": "eu-west-1_AbC"}
    assert disagreement("cognito", right) is None
    assert "--region us-east-1" in (disagreement("cognito", right | {"pool": "us-east-1_AbC"}) or "")
    assert "begins with its region" in (disagreement("cognito", right | {"pool": "AbC"}) or "")


def test_the_project_is_named_by_its_id() -> None:
    """A Firebase project's site or number is refused: the issuer names the ID."""
    assert "--project acme." in (disagreement("firebase", {"project": "acme.firebaseapp.com"}) or "")
    assert "number" in (disagreement("firebase", {"project": "123456789"}) or "")
    assert disagreement("firebase", {"project": "acme-1234"}) is None


@pytest.mark.parametrize(
    ("provider", "given", "audience", "warning"),
    [
        ("auth0", {"domain": "a.auth0.com"}, "https://a.auth0.com/api/v2/", "auth0-audience-is-auth0s"),
        ("auth0", {"domain": "a.auth0.com"}, "https://a.auth0.com/userinfo", "auth0-audience-is-auth0s"),
        ("auth0", {"domain": "a.auth0.com"}, "https://api.acme.com", None),
        ("supabase", {"project": "my-project"}, "authenticated", "supabase-reference-odd"),
        ("supabase", {"project": "abcdefghijklmnopqrst"}, "authenticated", None),
        ("keycloak", {"url": "https://a.example", "realm": "master"}, "a", "keycloak-master-realm"),
        ("keycloak", {"url": "https://a.example", "realm": "shop"}, "a", None),
        ("entra", {"tenant": GUID}, f"api://{GUID}", "entra-audience-is-a-uri"),
        ("entra", {"tenant": GUID}, GUID, None),
    ],
)
def test_what_is_mostly_not_meant_is_said(
    provider: str, given: dict[str, str], audience: str, warning: str | None
) -> None:
    """The realm of Keycloak's administrators, and an audience that no token of the issuer names."""
    draft = for_provider(PROVIDERS[provider], given, audiences=[audience])
    assert [one.id for one in draft.warnings] == ([] if warning is None else [warning])


def test_clerks_template_has_the_audience_of_the_secret() -> None:
    """The `aud` that the secret asks for is in the template that is pasted."""
    draft = for_provider(PROVIDERS["clerk"], {"domain": "clerk.acme.example"}, audiences=["mine"])
    template = json.loads("\n".join(draft.snippet.splitlines()[2:]))
    assert template["aud"] == draft.fields["audience"] == "mine"
    assert json.loads("\n".join(with_audience(draft.snippet, ["a", "b"]).splitlines()[2:]))


def test_firebases_code_keeps_the_claims_that_are_there() -> None:
    """Firebase replaces all custom claims at once, so the code puts back those that the user has."""
    code = snippet_of("firebase")
    assert re.search(r"getUser\(uid\)[\s\S]*\.\.\.customClaims[\s\S]*hasura\.io/jwt/claims", code)
