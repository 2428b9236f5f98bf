"""How a refusal travels: bodies and HTTP statuses of Hasura's addresses."""

from __future__ import annotations

from typing import Any

from hasura.model import Refused


def graphql_body(refused: Refused) -> dict[str, Any]:
    """The body that `/v1/graphql` and `/v1alpha1/graphql` answer."""
    return {
        "errors": [{"message": refused.message, "extensions": {"path": "$", "code": refused.code}}],
    }


def api_body(refused: Refused) -> dict[str, Any]:
    """The body that the other addresses answer, `/v1/metadata` and `/v2/query` among them."""
    return {"path": "$", "error": refused.message, "code": refused.code}


def answer(path: str, refused: Refused) -> tuple[int, dict[str, Any]]:
    """The HTTP status and the body of a refusal at an address; `/v1/graphql` always says 200."""
    if path == "/v1/graphql":
        return 200, graphql_body(refused)
    if path == "/v1alpha1/graphql":
        return refused.status, graphql_body(refused)
    return refused.status, api_body(refused)
