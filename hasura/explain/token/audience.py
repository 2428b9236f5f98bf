"""Words about a token for another audience than the server expects."""

from __future__ import annotations

from collections.abc import Mapping

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.token.kinds import wrong_kind
from hasura.explain.words import Evidence, Explain, Explanation, listed

_MICROSOFT = ("Microsoft's version 1 tokens say api://..., those of version 2 the bare application ID.",)


def _no_audience_allowed(seen: Evidence, _: Case) -> Explanation | None:
    if seen["expected"]:
        return None
    return Explanation(
        Cause.AUDIENCE_LIST_EMPTY,
        "The server's `audience` is an empty list, which refuses every token with an aud.",
        _audiences(seen),
        remedies.in_secret({"audience": _one_or_all(seen["found"])}),
    )


def _same_application(seen: Evidence, case: Case) -> Explanation | None:
    """The audience written in another way: with `api://` before it, or with a slash after it."""
    wanted = {_bare(one) for one in seen["expected"]}
    found = next((one for one in seen["found"] if _bare(one) in wanted), None)
    if found is None:
        return None
    return Explanation(
        Cause.AUDIENCE_WRITTEN_OTHERWISE,
        "The token is for this API, but its aud is written otherwise, and Hasura compares every sign.",
        (*_audiences(seen), *(_MICROSOFT if case.provider == "entra" else ())),
        remedies.in_secret({"audience": _one_or_all((*seen["expected"], found))}),
    )


def _account(seen: Evidence, case: Case) -> Explanation | None:
    if case.provider != "keycloak" or seen["found"] != ("account",):
        return None
    return Explanation(
        Cause.AUDIENCE_MAPPER_MISSING,
        "The token's aud is Keycloak's own `account`: no audience mapper adds this API to it.",
        _audiences(seen),
        "In Keycloak: Client scopes > the client's dedicated scope > Add mapper > Audience, with this API's "
        f"client ID. {remedies.in_token({'aud': ['account', seen['expected'][0]]})}",
    )


def _another_audience(seen: Evidence, _: Case) -> Explanation:
    return Explanation(
        Cause.AUDIENCE_UNKNOWN,
        "The token is meant for someone else.",
        _audiences(seen),
        "Ask the issuer for a token for this API. Only if the token's aud is this API under another "
        "name, add "
        "it to the server. "
        f"{remedies.in_secret({'audience': _one_or_all((*seen['expected'], *seen['found'][:1]))})}",
    )


def _audiences(seen: Evidence) -> tuple[str, str]:
    return f"The token's aud: {listed(seen['found'])}.", f"Expected one of: {listed(seen['expected'])}."


def _bare(audience: str) -> str:
    return audience.removeprefix("api://").rstrip("/").lower()


def _one_or_all(audiences: tuple[str, ...]) -> str | list[str]:
    return audiences[0] if len(audiences) == 1 else list(audiences)


AUDIENCE_WORDS: Mapping[str, tuple[Explain, ...]] = {
    "wrong_audience": (*(_no_audience_allowed, wrong_kind, _same_application, _account, _another_audience),),
}
