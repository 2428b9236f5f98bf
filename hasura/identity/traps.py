"""Answers that name another thing than was asked for: a console, an account portal, the wrong half of a pair.

Each is refused with a sentence that names the right one, or warned of where it may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from hasura import model

Answers = Mapping[str, str]

# Addresses of places where people look at their provider, and what is to be given instead.
_CONSOLES: Mapping[str, str] = {
    r"manage\.auth0\.com": "Auth0's dashboard; give the tenant's domain, such as acme.eu.auth0.com",
    r"console\.(firebase|cloud)\.google\.com": "Google's console; give the project's ID, such as acme-1234",
    r"([a-z0-9-]+\.)?console\.aws\.amazon\.com": "Amazon's console; give the user pool's region and ID",
    r"dashboard\.clerk\.(com|dev)": "Clerk's dashboard; give the Frontend API, such as clerk.acme.com",
    r"((aad\.)?portal\.azure|entra\.microsoft)\.com": "Microsoft's portal; give the tenant ID, a GUID",
    r"(app\.)?supabase\.(com|io)": "Supabase's dashboard; give the project's reference, at its address's end",
}
_ADMIN_ORG = re.compile(r"([a-z0-9-]+)-admin\.(okta(?:preview|-emea)?\.com)")
_ACCOUNT_PORTAL = re.compile(r"([a-z]+-[a-z]+-[0-9]+)\.accounts\.dev")


def refuse_elsewhere(text: str) -> None:
    """Refuse an address of a console or a portal.

    Raises:
        ValueError: With the place, and what is to be given instead.
    """
    host = re.sub(r"^https?://", "", text.strip().lower()).partition("/")[0]
    for pattern, instead in _CONSOLES.items():
        if re.fullmatch(pattern, host):
            raise ValueError(f"{text!r} is not an issuer but {instead}")
    org = _ADMIN_ORG.fullmatch(host)
    if org is not None:
        raise ValueError(f"{text!r} is not an issuer but Okta's admin console; give {org[1]}.{org[2]}")
    portal = _ACCOUNT_PORTAL.fullmatch(host)
    if portal is not None:
        raise ValueError(
            f"{text!r} is not an issuer but Clerk's account portal; give {portal[1]}.clerk.accounts.dev"
        )


def disagreement(provider: str, answers: Answers) -> str | None:
    """Why an answer, or two together, cannot be right; None when they can."""
    if provider == "firebase":
        site = re.fullmatch(r"([a-z0-9-]+)\.(firebaseapp\.com|web\.app)", answers["project"])
        if site is not None:
            return f"{answers['project']} is the project's site: give its ID, --project {site[1]}."
        if answers["project"].isdecimal():
            return f"{answers['project']} is the project's number: give its ID, such as acme-1234."
    if provider != "cognito" or answers["pool"].startswith(f"{answers['region']}_"):
        return None
    region, underscore, _ = answers["pool"].partition("_")
    if not underscore:
        return f"{answers['pool']} is not a pool's ID, which begins with its region: eu-west-1_AbCdEfGhI."
    return f"The pool {answers['pool']} is not in {answers['region']}: give --region {region}."


def concerns(provider: str, answers: Answers, audiences: Sequence[str]) -> Iterator[model.Warning]:
    """What may be meant and mostly is not."""
    if provider in _CONCERNS:
        yield from _CONCERNS[provider](answers, audiences)


def _of_keycloak(answers: Answers, _: Sequence[str]) -> Iterator[model.Warning]:
    if answers["realm"] == "master":
        yield model.Warning(
            "keycloak-master-realm",
            "The realm master is Keycloak's own: its users administer the server, and are not your users.",
            "Make a realm for your users, and give its name: --realm shop",
        )


def _of_entra(_: Answers, audiences: Sequence[str]) -> Iterator[model.Warning]:
    for audience in audiences:
        if audience.startswith("api://"):
            yield model.Warning(
                "entra-audience-is-a-uri",
                "Tokens of version 2, as of this issuer, name the client ID as aud, never an api:// address.",
                f"Give the client ID alone: --audience {audience.removeprefix('api://').partition('/')[0]}",
            )


def _of_auth0(answers: Answers, audiences: Sequence[str]) -> Iterator[model.Warning]:
    for audience in audiences:
        if re.fullmatch(rf"https://{re.escape(answers['domain'])}/(api/v2/?|userinfo/?)", audience):
            yield model.Warning(
                "auth0-audience-is-auth0s",
                "This audience is Auth0's own API: its tokens are for Auth0, and carry no claims of yours.",
                "Make an API of your own (Applications > APIs) and give its identifier: --audience "
                "https://api.example.com",
            )


def _of_supabase(answers: Answers, _: Sequence[str]) -> Iterator[model.Warning]:
    if not re.fullmatch(r"[a-z]{20}", answers["project"]):
        yield model.Warning(
            "supabase-reference-odd",
            "A Supabase project's reference has 20 small letters; its name is another thing.",
            "Take it from the project's address: https://REFERENCE.supabase.co",
        )


_CONCERNS: Mapping[str, Callable[[Answers, Sequence[str]], Iterator[model.Warning]]] = {
    "auth0": _of_auth0,
    "keycloak": _of_keycloak,
    "supabase": _of_supabase,
    "entra": _of_entra,
}
