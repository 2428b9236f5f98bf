"""Every answer in a person's words: the cause, what was seen, what to do.

The words are found by the name of the decision; of its possible causes the first that fits is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hasura.explain.accepted import accepted
from hasura.explain.case import Case
from hasura.explain.claims.mapped import MAPPED_WORDS
from hasura.explain.claims.place import PLACE_WORDS
from hasura.explain.claims.roles import ROLE_WORDS
from hasura.explain.claims.variables import VARIABLE_WORDS
from hasura.explain.request.admin_secret import ADMIN_SECRET_WORDS
from hasura.explain.request.authorization import AUTHORIZATION_WORDS
from hasura.explain.request.location import LOCATION_WORDS
from hasura.explain.request.no_admin_secret import NO_ADMIN_SECRET_WORDS
from hasura.explain.token.audience import AUDIENCE_WORDS
from hasura.explain.token.content import CONTENT_WORDS
from hasura.explain.token.form import FORM_WORDS
from hasura.explain.token.issuer import ISSUER_WORDS
from hasura.explain.token.no_keys import NO_KEYS_WORDS
from hasura.explain.token.signature import SIGNATURE_WORDS
from hasura.explain.token.times import TIME_WORDS
from hasura.explain.words import Explain, Explanation
from hasura.model import Accepted, Decision

EXPLANATIONS: Mapping[str, Sequence[Explain]] = {
    **ADMIN_SECRET_WORDS,
    **NO_ADMIN_SECRET_WORDS,
    **AUTHORIZATION_WORDS,
    **LOCATION_WORDS,
    **FORM_WORDS,
    **CONTENT_WORDS,
    **NO_KEYS_WORDS,
    **SIGNATURE_WORDS,
    **TIME_WORDS,
    **ISSUER_WORDS,
    **AUDIENCE_WORDS,
    **PLACE_WORDS,
    **MAPPED_WORDS,
    **ROLE_WORDS,
    **VARIABLE_WORDS,
}


def explain(decision: Decision, case: Case) -> Explanation:
    """The explanation of the answer to a case; the last words of each decision fit every case."""
    if isinstance(decision, Accepted):
        return accepted(decision, case)
    told = (words(decision.evidence, case) for words in EXPLANATIONS[decision.reason])
    return next(explanation for explanation in told if explanation is not None)
