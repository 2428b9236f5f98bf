"""Every answer in a person's words: what happened, what was seen, what to do.

`explain` finds the words by the name of the decision, which stands in the refusal's evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hasura.explain.claims import CLAIMS
from hasura.explain.request import REQUEST
from hasura.explain.token import TOKEN
from hasura.explain.words import Explanation, listed, moment, shown
from hasura.model import Accepted, AuthMode, Decision

Explain = Callable[[Mapping[str, Any], AuthMode], Explanation]

EXPLANATIONS: Mapping[str, Explain] = {**REQUEST, **TOKEN, **CLAIMS}


def explain(decision: Decision, mode: AuthMode) -> Explanation:
    """The explanation of an answer that `check` gave under this mode."""
    if isinstance(decision, Accepted):
        return _accepted(decision, mode)
    return EXPLANATIONS[decision.evidence["reason"]](decision.evidence, mode)


def _accepted(accepted: Accepted, mode: AuthMode) -> Explanation:
    evidence = [f"Session variables: {listed(accepted.session)}."]
    if accepted.expires_at is not None:
        evidence.append(f"The token ends at {moment(accepted.expires_at)}.")
    remedy = "Nothing to do."
    if not mode.admin_secret_hashes:
        evidence.append("No admin secret is configured: every request may take every role.")
        remedy = "Set HASURA_GRAPHQL_ADMIN_SECRET before anyone else can reach this server."
    return Explanation(f"The request goes on with the role {shown(accepted.role)}.", tuple(evidence), remedy)
