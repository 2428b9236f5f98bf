"""Words for refusals of a good token's content: Hasura's claims, the roles, the session variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hasura.explain.words import Explanation, listed, near_miss, shown
from hasura.formats.jsonpath import render
from hasura.identity.snippets import claims_snippet
from hasura.model import AuthMode, Namespace
from hasura.request.session_variables import session_variable

_Evidence = Mapping[str, Any]


def _place(namespace: Namespace) -> str:
    if namespace.path is None:
        return f"claims_namespace {shown(namespace.name)}"
    return f"claims_namespace_path {shown(render(namespace.path))}"


def _present(seen: _Evidence) -> str:
    return f"Claims of the token: {listed(seen['claims'])}."


def _no_namespace(seen: _Evidence, _: AuthMode) -> Explanation:
    namespace: Namespace = seen["namespace"]
    evidence = [f"Looked at: {_place(namespace)}.", _present(seen)]
    if namespace.path is None and namespace.name is not None:
        if namespace.name in seen["claims"]:
            evidence.append("That claim is one of the standard's own, where Hasura never looks.")
        evidence += near_miss(namespace.name, seen["claims"])
    if any(session_variable(name) for name in seen["claims"]):
        evidence.append("Claims named x-hasura-... stand at the top: claims_namespace_path '$' reads those.")
    return Explanation(
        "The token is genuine, but Hasura's claims are not where the server looks for them.",
        tuple(evidence),
        "Have the identity provider add them:\n\n" + claims_snippet(seen["issuer"] or ""),
    )


def _namespace_not_object(seen: _Evidence, _: AuthMode) -> Explanation:
    text = seen["string"]
    return Explanation(
        "Hasura's claims are there, but not as a JSON object.",
        (f"Looked at: {_place(seen['namespace'])}.", *(("A string stands there.",) if text else ())),
        'Set "claims_format": "stringified_json" in HASURA_GRAPHQL_JWT_SECRET, if the string is JSON.'
        if text
        else "Have the issuer put a JSON object there.",
    )


def _namespace_not_string(seen: _Evidence, _: AuthMode) -> Explanation:
    return Explanation(
        "Hasura's claims are there, but not as a string of JSON, which claims_format asks for.",
        (f"Looked at: {_place(seen['namespace'])}.",),
        'Leave "claims_format" out of HASURA_GRAPHQL_JWT_SECRET if the issuer sends an object.',
    )


def _namespace_not_json(seen: _Evidence, _: AuthMode) -> Explanation:
    return Explanation(
        "Hasura's claims are a string, but the string is not a JSON object.",
        (f"Looked at: {_place(seen['namespace'])}.",),
        "Have the issuer put a JSON object there, turned into a string once.",
    )


def _no_mapped_claim(seen: _Evidence, _: AuthMode) -> Explanation:
    return Explanation(
        f"The token lacks what claims_map takes {shown(seen['variable'])} from.",
        (f"Looked at: {shown(seen['path'])}.", _present(seen)),
        "Correct the path (names are case-sensitive), add a `default`, or have the issuer send the claim.",
    )


def _no_role_claim(seen: _Evidence, _: AuthMode) -> Explanation:
    variable = seen["variable"]
    evidence: tuple[str, ...]
    if "path" in seen:
        evidence = (f"claims_map looks at: {shown(seen['path'])}.", _present(seen))
    else:
        evidence = (
            f"Hasura's claims of the token: {listed(seen['variables'])}.",
            *near_miss(variable, seen["variables"]),
        )
    example = '["user"]' if variable == "x-hasura-allowed-roles" else '"user"'
    return Explanation(
        f"Hasura's claims lack {variable}, without which no role can be chosen.",
        evidence,
        f'Have the issuer send "{variable}": {example}.',
    )


def _bad_role_claim(seen: _Evidence, _: AuthMode) -> Explanation:
    variable = seen["variable"]
    wanted = "a list of role names" if variable == "x-hasura-allowed-roles" else "one role name"
    return Explanation(
        f"{variable} must be {wanted}, and no name may be empty.",
        (f"What stands there is of the kind {seen['found']}.",),
        f"Have the issuer send {variable} as {wanted}; a string that looks like a list is not a list.",
    )


def _role_not_allowed(seen: _Evidence, _: AuthMode) -> Explanation:
    role, allowed = seen["role"], seen["allowed"]
    origin = "the header x-hasura-role" if seen["asked"] else "the token's x-hasura-default-role"
    return Explanation(
        f"The token does not allow the role {shown(role)}.",
        (f"The role comes from {origin}.", f"Allowed: {listed(allowed)}.", *near_miss(role, allowed)),
        "Ask for one of the allowed roles (case-sensitive), or have the issuer allow this one."
        if seen["asked"]
        else "Have the issuer put the default role into x-hasura-allowed-roles as well.",
    )


def _variable_not_string(seen: _Evidence, _: AuthMode) -> Explanation:
    variable, found = seen["variable"], seen["found"]
    array = ' A list is written as PostgreSQL does: "{a,b}".' if found == "Array" else ""
    return Explanation(
        f"The session variable {shown(variable)} is not a string.",
        (f"What stands there is of the kind {found}.",),
        f"Have the issuer send every x-hasura-* claim as a string, numbers too.{array}",
    )


CLAIMS: Mapping[str, Callable[[_Evidence, AuthMode], Explanation]] = {
    "no_namespace": _no_namespace,
    "namespace_not_object": _namespace_not_object,
    "namespace_not_string": _namespace_not_string,
    "namespace_not_json": _namespace_not_json,
    "no_mapped_claim": _no_mapped_claim,
    "no_role_claim": _no_role_claim,
    "bad_role_claim": _bad_role_claim,
    "role_not_allowed": _role_not_allowed,
    "variable_not_string": _variable_not_string,
}
