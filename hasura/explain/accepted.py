"""Words about an accepted request: its role and session, and what a person should know all the same."""

from __future__ import annotations

from hasura.explain.case import Case
from hasura.explain.cause import Cause
from hasura.explain.warnings import standing_warnings
from hasura.explain.warnings.request import request_warnings
from hasura.explain.words import Explanation, listed, moment, shown
from hasura.model import Accepted


def accepted(decision: Accepted, case: Case) -> Explanation:
    """Role and session, then every warning: the request's before the server's; the first is the cause."""
    of_request = tuple(request_warnings(decision, case))
    of_server = tuple(one for one in standing_warnings(case.env, case.now) if one not in of_request)
    evidence = [f"Session variables: {listed(decision.session)}."]
    if decision.expires_at is not None:
        evidence.append(f"The token ends at {moment(decision.expires_at)}.")
    return Explanation(
        Cause(of_request[0].id) if of_request else Cause.ACCEPTED,
        f"The request goes on with the role {shown(decision.role)}.",
        tuple(evidence),
        next((one.remedy for one in (*of_request, *of_server)), "Nothing to do."),
        (*of_request, *of_server),
    )
