"""Bodies of GraphQL requests, refused in Hasura's words when they are none."""

from __future__ import annotations

from typing import Any

from doubles.standin import limits
from doubles.standin.graphql.request import GraphQLRequest, QueryError
from hasura.formats.json_text import decode_json, type_name

_REQUEST = "parsing Hasura.GraphQL.Transport.HTTP.Protocol.GQLReq(GQLReq) failed"


def parse_body(body: bytes) -> GraphQLRequest | list[GraphQLRequest]:
    """The request of a body, or the requests of a batch.

    Raises:
        QueryError: The body is not JSON, not a GraphQL request, or too many of them.
    """
    try:
        document = decode_json(body)
    except ValueError as error:
        raise QueryError(f"Error in $: {_reason(error, body)}", code="invalid-json") from None
    if isinstance(document, list):
        if len(document) > limits.BATCH:
            raise QueryError(f"a batch has at most {limits.BATCH} operations", code="bad-request")
        return [parse_request(entry) for entry in document]
    return parse_request(document)


def parse_request(document: Any) -> GraphQLRequest:
    """The request of a JSON value.

    Raises:
        QueryError: The value is not a GraphQL request.
    """
    if not isinstance(document, dict):
        raise _failed(f"{_REQUEST}, expected Object, but encountered {type_name(document)}")
    if "query" not in document:
        raise _failed(f'{_REQUEST}, key "query" not found')
    query, name, variables = (document.get(key) for key in ("query", "operationName", "variables"))
    if not isinstance(query, str):
        raise _failed(f"parsing Text failed, expected String, but encountered {type_name(query)}", "$.query")
    if name is not None and not isinstance(name, str):
        text = f"parsing Text failed, expected String, but encountered {type_name(name)}"
        raise _failed(text, "$.operationName")
    if variables is not None and not isinstance(variables, dict):
        text = f"parsing HashMap failed, expected Object, but encountered {type_name(variables)}"
        raise _failed(text, "$.variables")
    return GraphQLRequest(query, name, variables)


def _failed(message: str, path: str = "$") -> QueryError:
    return QueryError(message, path, "parse-failed")


def _reason(error: ValueError, body: bytes) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "Cannot decode input: Data.Text.Internal.Encoding.decodeUtf8: Invalid UTF-8 stream"
    return "not enough input" if not body.strip() else "Failed reading: not a valid json value"
