"""Words about a session variable that is not a text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hasura.explain import remedies
from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.claims.mapped import source_of
from hasura.explain.claims.search import hasura_claims_of, nested
from hasura.explain.words import Evidence, Explain, Explanation, shown
from hasura.formats.jsonpath import evaluate
from hasura.model import ClaimPath


def _variable_not_text(seen: Evidence, case: Case) -> Explanation:
    variable, found = seen["variable"], seen["found"]
    source = source_of(case, variable)
    value = (
        evaluate(source.path, case.claims)
        if isinstance(source, ClaimPath)
        else hasura_claims_of(case.claims).get(variable)
    )
    text = _as_text(value)
    array = ('A list is written as PostgreSQL does: "{a,b}".',) if found == "Array" else ()
    claim = nested(source.path, text) if isinstance(source, ClaimPath) else None
    return Explanation(
        Cause.VARIABLE_NOT_TEXT,
        f"The session variable {shown(variable)} is not a string, as every x-hasura-* claim has to be.",
        (f"What stands there is of the kind {found}.", *array),
        remedies.in_token(claim) if claim else remedies.in_hasura_claims({variable: text}),
    )


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "{" + ",".join(_as_text(one) for one in value[:100]) + "}"
    return value if isinstance(value, str) else json.dumps(value)[:1000]


VARIABLE_WORDS: Mapping[str, tuple[Explain, ...]] = {
    "variable_not_string": (_variable_not_text,),
}
