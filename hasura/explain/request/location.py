"""Words about where the request carries its token: nowhere, elsewhere, or several times."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.websocket import is_websocket, over_websocket
from hasura.explain.words import Evidence, Explain, Explanation, listed, near_miss, shown
from hasura.model import TokenLocation
from hasura.request.locate import cookies

_JWT = re.compile(r"(?:Bearer )?eyJ[\w-]+\.[\w-]+\.[\w-]*")


def _webhook(_: Evidence, __: Case) -> Explanation:
    return Explanation(
        Cause.WEBHOOK_DECIDES,
        "The authentication webhook decides about this request; it was not called here.",
        ("The answer shown is the one that Hasura gives when the webhook cannot be reached.",),
        "Send the request to the running server, or call the webhook with the same headers.",
    )


def _over_websocket(_: Evidence, case: Case) -> Explanation | None:
    place = case.secret.location
    if place.kind == "Cookie" or not is_websocket(case.headers):
        return None
    header = (
        '"Authorization": `Bearer ${token}`' if place.name is None else f"{json.dumps(place.name)}: token"
    )
    return over_websocket(header)


def _elsewhere(seen: Evidence, case: Case) -> Explanation | None:
    """A token does come with the request, but in another header or cookie."""
    for place, value in _values(case):
        if place not in seen["places"] and _JWT.fullmatch(value):
            return Explanation(
                Cause.TOKEN_ELSEWHERE,
                f"The request carries a token in {_place(place)}, where this server does not look for one.",
                _looked(seen),
                f"Send the token in {_place(seen['places'][0])}, or let the server read it where it is.\n\n"
                + (
                    remedies.in_secret({"header": _document(place)})
                    if "Bearer " not in value or place.kind == "Authorization"
                    else remedies.send_token(seen["places"][0])
                ),
            )
    return None


def _absent(seen: Evidence, _: Case) -> Explanation:
    place: TokenLocation = seen["places"][0]
    return Explanation(
        Cause.NO_TOKEN,
        "The request carries no token where the server looks for one.",
        _looked(seen),
        f"Send the token in {_place(place)}, or change `header` in HASURA_GRAPHQL_JWT_SECRET.\n\n"
        + remedies.send_token(place),
    )


def _looked(seen: Evidence) -> tuple[str, ...]:
    places = tuple(dict.fromkeys(seen["places"]))
    evidence = [
        f"Looked in: {'; '.join(_place(place) for place in places)}.",
        f"Headers of the request: {listed(seen['headers'])}.",
    ]
    if seen["cookies"]:
        evidence.append(f"Cookies of the request: {listed(seen['cookies'])}.")
    for place in places:
        sent = seen["cookies"] if place.kind == "Cookie" else seen["headers"]
        evidence += near_miss(place.name or place.kind, sent)
    return tuple(evidence)


def _values(case: Case) -> Iterator[tuple[TokenLocation, str]]:
    """Everything that the request carries, by where it stands."""
    for name, value in cookies(case.headers):
        yield TokenLocation("Cookie", name), value
    for name, value in case.headers:
        if name.lower() == "authorization":
            yield TokenLocation("Authorization"), value
        elif name.lower() != "cookie":
            yield TokenLocation("CustomHeader", name), value


def _document(place: TokenLocation) -> dict[str, Any]:
    return {"type": place.kind, **({} if place.name is None else {"name": place.name})}


def _place(place: TokenLocation) -> str:
    if place.kind == "Cookie":
        return f"the cookie {shown(place.name)} (its name is case-sensitive)"
    if place.kind == "CustomHeader":
        return f"the header {shown(place.name)} (the token alone, without Bearer)"
    return "the header 'Authorization: Bearer <token>'"


def _several(seen: Evidence, case: Case) -> Explanation:
    pairs = (f"Pairs of secret and token: {seen['pairs']}.",)
    if seen["secrets"] == 1:
        return Explanation(
            Cause.SEVERAL_TOKENS_SENT,
            "The request carries more than one token in the same place.",
            (*pairs, "A proxy that adds a header of its own to the client's makes two of them."),
            "Send one Authorization header, or one cookie of that name; look for a proxy that adds one.\n\n"
            + remedies.send_token(case.secret.location),
        )
    without = [secret for secret in case.mode.jwt_secrets if secret.issuer is None]
    return Explanation(
        Cause.SEVERAL_SECRETS_FIT,
        "More than one JWT secret fits this token, and Hasura does not choose between them.",
        (*pairs, f"Secrets without an issuer of their own: {len(without)} of {len(case.mode.jwt_secrets)}."),
        "Give every JWT secret its own `issuer` or its own `header`, and every token an `iss`. In each entry "
        'without one set:\n\n    "issuer": "<the iss of the tokens that this entry is for>"',
    )


LOCATION_WORDS: Mapping[str, tuple[Explain, ...]] = {
    "webhook": (_webhook,),
    "no_token": (_over_websocket, _elsewhere, _absent),
    "several_tokens": (_several,),
}
