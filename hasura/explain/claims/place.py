"""Words about where Hasura's claims stand in the token, and what the server reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.claims.search import Place, object_in, places_of_claims
from hasura.explain.claims.snippet import fitting_snippet
from hasura.explain.token.kinds import wrong_kind
from hasura.explain.words import Evidence, Explain, Explanation, listed, near_miss, shown
from hasura.formats.jsonpath import render
from hasura.model import DEFAULT_NAMESPACE, Accepted, Namespace
from hasura.request.registered_claims import REGISTERED
from hasura.request.session_variables import session_variable


def _elsewhere(seen: Evidence, case: Case) -> Explanation | None:
    """The claims are in the token, at another place: one line of configuration reads them there."""
    place = next((one for one in places_of_claims(case.claims) if _readable(one)), None)
    if place is None:
        return None
    namespace = _namespace(place)
    evidence = [
        *_looked(seen),
        f"The token has x-hasura-... claims at {shown(render(place.path))}{_how(place)}.",
    ]
    evidence += _splitting(place)
    misspelt = near_miss(seen["namespace"].name or "", seen["claims"])
    evidence += misspelt
    if isinstance(case.with_secret(claims=namespace), Accepted):
        evidence.append("Read there, the token is accepted.")
    return Explanation(
        Cause.CLAIMS_ELSEWHERE,
        "The token is genuine, but Hasura's claims stand elsewhere than the server looks for them.",
        tuple(evidence),
        _reading(case, namespace)
        + (
            f"\n\nor correct the name where the claims are made:\n\n{fitting_snippet(case)}"
            if misspelt
            else ""
        ),
    )


def _absent(seen: Evidence, case: Case) -> Explanation:
    return Explanation(
        Cause.CLAIMS_ABSENT,
        "The token is genuine, but it has no Hasura claims: nothing in it is named x-hasura-...",
        _looked(seen),
        "Have the identity provider add them:\n\n" + fitting_snippet(case),
    )


def _looked(seen: Evidence) -> tuple[str, ...]:
    namespace: Namespace = seen["namespace"]
    evidence = [f"Looked at: {_place(namespace)}.", f"Claims of the token: {listed(seen['claims'])}."]
    if namespace.path is None and namespace.name in seen["claims"]:
        evidence.append("That claim is one of the standard's own, where Hasura never looks.")
    return tuple(evidence)


def _not_an_object(seen: Evidence, case: Case) -> Explanation:
    namespace: Namespace = seen["namespace"]
    text = seen["string"]
    as_string = Namespace(namespace.name, namespace.path, "stringified_json")
    evidence = (f"Looked at: {_place(namespace)}.", *(("A string stands there.",) if text else ()))
    if text and isinstance(case.with_secret(claims=as_string), Accepted):
        return Explanation(
            Cause.CLAIMS_STRINGIFIED,
            "Hasura's claims are there, but as a string of JSON, and not as a JSON object.",
            (*evidence, "Read as stringified_json, the token is accepted."),
            remedies.in_secret({"claims_format": "stringified_json"}),
        )
    return Explanation(
        Cause.CLAIMS_NOT_AN_OBJECT,
        "Hasura's claims are there, but not as a JSON object.",
        evidence,
        'Have the issuer put a JSON object there; if it is a string of JSON, set "claims_format": '
        '"stringified_json".\n\n' + fitting_snippet(case),
    )


def _not_a_string(seen: Evidence, _: Case) -> Explanation:
    namespace: Namespace = seen["namespace"]
    return Explanation(
        Cause.CLAIMS_NOT_STRINGIFIED,
        "Hasura's claims are there, but not as a string of JSON, which claims_format asks for.",
        (f"Looked at: {_place(namespace)}.",),
        remedies.in_secret({"claims_format": "json"}),
    )


def _string_is_not_json(seen: Evidence, case: Case) -> Explanation:
    namespace: Namespace = seen["namespace"]
    twice = _unwrapped(seen["found"])
    return Explanation(
        Cause.CLAIMS_STRINGIFIED_TWICE if twice else Cause.CLAIMS_STRING_NOT_JSON,
        "Hasura's claims are a string of JSON that was turned into a string twice."
        if twice
        else "Hasura's claims are a string, but the string is not a JSON object.",
        (f"Looked at: {_place(namespace)}.",),
        "Have the issuer put a JSON object there, turned into a string once.\n\n" + fitting_snippet(case),
    )


def _unwrapped(text: str) -> bool:
    """Whether the string is JSON for a string that is JSON for an object."""
    try:
        inner = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(inner, str) and object_in(inner) is not None


def _readable(place: Place) -> bool:
    """Hasura searches no claim of the standard's own, and knows no string at the root."""
    return not place.path or place.path[0] not in REGISTERED


def _namespace(place: Place) -> Namespace:
    form: Any = "stringified_json" if place.stringified else "json"
    if len(place.path) == 1 and isinstance(place.path[0], str):
        return Namespace(place.path[0], None, form)
    return Namespace(None, place.path, form)


def _reading(case: Case, namespace: Namespace) -> str:
    """The line that lets the server read the claims there, in place of what it reads now."""
    now: Any = case.secret.claims
    fields: dict[str, Any] = {}
    gone: list[str] = []
    if namespace.path is None:
        fields["claims_namespace"] = namespace.name
        gone += ["claims_namespace_path"] if now.path is not None else []
    else:
        fields["claims_namespace_path"] = render(namespace.path)
        explicit = now.path is None and now.name != DEFAULT_NAMESPACE
        gone += ["claims_namespace"] if explicit or "claims_namespace" in case.fields else []
    if namespace.format != now.format:
        fields["claims_format"] = namespace.format
    return remedies.in_secret(fields, gone)


def _splitting(place: Place) -> tuple[str, ...]:
    """A mapper that takes the dots of a claim's name for steps splits the name at them."""
    if len(place.path) < 2 or not str(place.path[0]).startswith("http"):
        return ()
    split = (
        f"The name was split at its dots, so that {shown(place.path[-1])} is nested inside "
        f"{shown(place.path[0])}: Keycloak's mappers do so unless each dot is escaped, as in `hasura\\.io`."
    )
    return (split,)


def _how(place: Place) -> str:
    names = sorted(str(name) for name in place.members if session_variable(str(name)))
    kind = ", as a string of JSON" if place.stringified else ""
    root = "; claims_namespace_path '$' reads those" if not place.path else ""
    return f"{kind} ({', '.join(shown(name) for name in names[:3])}){root}"


def _place(namespace: Namespace) -> str:
    if namespace.path is None:
        return f"claims_namespace {shown(namespace.name)}"
    return f"claims_namespace_path {shown(render(namespace.path))}"


PLACE_WORDS: Mapping[str, tuple[Explain, ...]] = {
    "no_namespace": (_elsewhere, wrong_kind, _absent),
    "namespace_not_object": (_not_an_object,),
    "namespace_not_string": (_not_a_string,),
    "namespace_not_json": (_string_is_not_json,),
}
