"""How one step of the request check says no; `check` turns it into the answer."""

from __future__ import annotations

from typing import Any

from hasura.model import Refused


class RequestRefused(Exception):  # noqa: N818 - the domain's word: it is an answer, not a defect
    """Ends the check with this answer."""

    def __init__(self, refused: Refused) -> None:
        self.refused = refused
        super().__init__(refused.message)


def refuse(reason: str, status: int, code: str, message: str, **evidence: Any) -> RequestRefused:
    """An answer to be raised.

    Args:
        reason: The name of the decision, by which `explain` finds its words.
        status: The HTTP status of `/v1alpha1/graphql`.
        code: Hasura's error code.
        message: Hasura's message.
        evidence: What the decision saw; no keys and no signatures.
    """
    return RequestRefused(Refused(status, code, message, reason, evidence))


def jwt_error(reason: str, library_error: str, **evidence: Any) -> RequestRefused:
    """A token that does not verify, in the words of Hasura's JOSE library."""
    return refuse(reason, 400, "invalid-jwt", f"Could not verify JWT: {library_error}", **evidence)


def invalid_claims(reason: str, message: str, **evidence: Any) -> RequestRefused:
    """A verified token whose Hasura claims cannot be used."""
    return refuse(reason, 400, "jwt-invalid-claims", message, **evidence)
