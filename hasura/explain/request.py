"""Words for refusals of the request itself: its admin secret, and where it carries its token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hasura.explain.words import Explanation, listed, near_miss, shown
from hasura.model import AuthMode, TokenLocation
from hasura.request.session_variables import ACCESS_KEY, ADMIN_SECRET

_Evidence = Mapping[str, Any]


def _wrong_admin_secret(seen: _Evidence, _: AuthMode) -> Explanation:
    evidence = [f"The header {seen['header']} was sent, so that neither a token nor a role was looked at."]
    if seen["empty"]:
        evidence.append("Its value is empty; an empty value counts as sent.")
    if seen["padded"]:
        evidence.append("Without the spaces around it the value is right.")
    return Explanation(
        "The admin secret that the request sent is not the server's.",
        tuple(evidence),
        f"Send the value of HASURA_GRAPHQL_ADMIN_SECRET, or leave the header {seen['header']} out.",
    )


def _no_admin_secret(seen: _Evidence, _: AuthMode) -> Explanation:
    headers = seen["headers"]
    evidence = [
        f"Headers of the request: {listed(headers)}.",
        *near_miss(ADMIN_SECRET, headers),
        *near_miss(ACCESS_KEY, headers),
    ]
    remedy = f"Send {ADMIN_SECRET}, or set HASURA_GRAPHQL_UNAUTHORIZED_ROLE if strangers may read something."
    if any(name.lower() in ("authorization", "cookie") for name in headers):
        evidence.append("A token may have been sent, but the server has no HASURA_GRAPHQL_JWT_SECRET.")
        remedy = (
            "Set HASURA_GRAPHQL_JWT_SECRET so that tokens count. HASURA_GRAPHQL_JWT_SECRETS, in the plural, "
            "is ignored by the Community Edition."
        )
    return Explanation(
        "The server knows nothing but its admin secret, and the request did not send it.",
        tuple(evidence),
        remedy,
    )


def _webhook(_: _Evidence, __: AuthMode) -> Explanation:
    return Explanation(
        "The authentication webhook decides about this request; it was not called here.",
        ("The answer shown is the one that Hasura gives when the webhook cannot be reached.",),
        "Send the request to the running server, or call the webhook with the same headers.",
    )


def _no_token(seen: _Evidence, _: AuthMode) -> Explanation:
    places: tuple[TokenLocation, ...] = seen["places"]
    evidence = [
        f"Looked in: {'; '.join(_place(place) for place in dict.fromkeys(places))}.",
        f"Headers of the request: {listed(seen['headers'])}.",
    ]
    if seen["cookies"]:
        evidence.append(f"Cookies of the request: {listed(seen['cookies'])}.")
    for place in dict.fromkeys(places):
        sent = seen["cookies"] if place.kind == "Cookie" else seen["headers"]
        evidence += near_miss(place.name or place.kind, sent)
    return Explanation(
        "The request carries no token where the server looks for one.",
        tuple(evidence),
        f"Send the token in {_place(places[0])}, or change `header` in HASURA_GRAPHQL_JWT_SECRET.",
    )


def _place(place: TokenLocation) -> str:
    if place.kind == "Cookie":
        return f"the cookie {shown(place.name)} (its name is case-sensitive)"
    if place.kind == "CustomHeader":
        return f"the header {shown(place.name)} (the token alone, without Bearer)"
    return "the header 'Authorization: Bearer <token>'"


def _malformed_authorization(seen: _Evidence, _: AuthMode) -> Explanation:
    scheme, words = seen["scheme"], seen["words"]
    evidence = [f"The value has {words} word{'' if words == 1 else 's'}; it must have 2."]
    if scheme is not None and scheme != "Bearer":
        evidence.append(f"It begins with {shown(scheme)}; it must begin with 'Bearer', with this exact case.")
    return Explanation(
        "The Authorization header is not 'Bearer', a space and one token.",
        tuple(evidence),
        "Send `Authorization: Bearer <token>`, or no Authorization header at all for the unauthorized role.",
    )


def _several_tokens(seen: _Evidence, _: AuthMode) -> Explanation:
    if seen["secrets"] > 1:
        sentence = "More than one JWT secret fits this token, and Hasura does not choose between them."
        remedy = "Give every JWT secret its own `issuer` or its own `header`, and every token an `iss`."
    else:
        sentence = "The request carries more than one token in the same place."
        remedy = "Send one Authorization header, or one cookie of that name; look for a proxy that adds one."
    return Explanation(sentence, (f"Pairs of secret and token: {seen['pairs']}.",), remedy)


def _wrong_issuer(seen: _Evidence, _: AuthMode) -> Explanation:
    found, expected = seen["found"], tuple(one for one in seen["expected"] if one is not None)
    evidence = [f"The token's iss: {shown(found)}.", f"Expected: {listed(dict.fromkeys(expected))}."]
    if any(found is not None and found.rstrip("/") == one.rstrip("/") for one in expected):
        evidence.append("They differ in the trailing slash only.")
    return Explanation(
        "The token comes from another issuer than the server expects.",
        tuple(evidence),
        "Set `issuer` in HASURA_GRAPHQL_JWT_SECRET to exactly the token's iss, if that issuer is yours.",
    )


REQUEST: Mapping[str, Callable[[_Evidence, AuthMode], Explanation]] = {
    "wrong_admin_secret": _wrong_admin_secret,
    "no_admin_secret": _no_admin_secret,
    "webhook": _webhook,
    "no_token": _no_token,
    "malformed_authorization": _malformed_authorization,
    "several_tokens": _several_tokens,
    "wrong_issuer": _wrong_issuer,
}
