"""The batch interface: one JSON line in, one JSON line out, for `./herm auth check`."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from hasura.explain.case import Case
from hasura.explain.explain import explain
from hasura.explain.startup import explain_start
from hasura.formats.json_text import decode_json
from hasura.formats.jwk import parse_jwk_set
from hasura.model import Accepted, AuthMode, Headers, Key, StartupError
from hasura.start.startup import start

FIELDS = (
    *("startup_error", "http_status", "code", "message", "role", "session", "cause", "explanation", "remedy"),
)
_FARTHEST_TIME = 1e15


class MalformedLine(Exception):  # noqa: N818 - the contract's word
    """The line is not a request of the batch interface."""


def decide_line(line: bytes) -> tuple[dict[str, Any], bool]:
    """The answer to one line, and whether the line was well formed."""
    try:
        request = decode_json(line)
    except ValueError:
        return {"error": "the line is not JSON"}, False
    try:
        return decide(request), True
    except MalformedLine as problem:
        return {"error": str(problem)}, False


def decide(request: Any) -> dict[str, Any]:
    """The answer to one request of the batch interface.

    Raises:
        MalformedLine: The request has not the documented form.
    """
    if not isinstance(request, dict):
        raise MalformedLine("the line must be a JSON object")
    env = _environment(request.get("env"))
    mode = _started(tuple(sorted(env.items())))
    headers, now, documents = _headers(request), _now(request), _documents(request)
    answer: dict[str, Any] = dict.fromkeys(FIELDS)
    if isinstance(mode, str):
        why = explain_start(mode, env)
        told = {"cause": why.cause, "explanation": why.text, "remedy": why.remedy}
        return answer | {"startup_error": mode} | told
    if headers is None:
        return answer
    jwks = {url: _keys(document) for url, document in documents.items()}
    case = Case(mode, headers, now, jwks, documents, env)
    decision = case.decide()
    explanation = explain(decision, case)
    answer["cause"] = explanation.cause.value
    answer["explanation"] = explanation.text
    answer["remedy"] = explanation.remedy
    if isinstance(decision, Accepted):
        return answer | {"http_status": 200, "role": decision.role, "session": dict(decision.session)}
    return answer | {
        "http_status": decision.status,
        "code": decision.code,
        "message": decision.message,
    }


def _environment(env: Any) -> dict[str, str]:
    if env is None:
        env = {}
    if not isinstance(env, dict) or not all(isinstance(value, str | None) for value in env.values()):
        raise MalformedLine("`env` must be an object of strings")
    return {name: value for name, value in env.items() if value is not None}


@lru_cache(maxsize=256)
def _started(env: tuple[tuple[str, str], ...]) -> AuthMode | str:
    try:
        return start(dict(env))
    except StartupError as error:
        return str(error)


def _headers(request: Mapping[str, Any]) -> Headers | None:
    headers = request.get("headers")
    if headers is None:
        return None
    if not isinstance(headers, list) or not all(_is_header(header) for header in headers):
        raise MalformedLine("`headers` must be a list of [name, value] pairs of strings")
    return [(name, value) for name, value in headers]


def _is_header(header: Any) -> bool:
    return isinstance(header, list) and len(header) == 2 and all(isinstance(one, str) for one in header)


def _now(request: Mapping[str, Any]) -> float:
    now = request.get("now")
    if now is None:
        return time.time()
    if isinstance(now, bool) or not isinstance(now, int | float) or abs(now) > _FARTHEST_TIME:
        raise MalformedLine("`now` must be a number of seconds since 1970")
    return now


def _documents(request: Mapping[str, Any]) -> Mapping[str, Any]:
    documents = request.get("jwks")
    if documents is None:
        return {}
    if not isinstance(documents, dict):
        raise MalformedLine("`jwks` must be an object of JWK sets, one for each address")
    return documents


def _keys(document: Any) -> tuple[Key, ...]:
    """The keys of a set; a document that is none leaves the server without keys, as a failed fetch does."""
    try:
        return _loaded(json.dumps(document))
    except (ValueError, RecursionError):
        return ()


@lru_cache(maxsize=64)
def _loaded(document: str) -> tuple[Key, ...]:
    return parse_jwk_set(json.loads(document))
