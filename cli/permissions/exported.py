"""The metadata of a stack's running engine."""

from __future__ import annotations

from typing import Any

import httpx

from cli.health.check import client
from cli.paths import DEV
from cli.permissions.folder import parsed
from hasura.metadata import Metadata
from infra.config.settings import Settings
from infra.problems import ProblemsError, fail

_EXPORT = {"type": "export_metadata", "version": 2, "args": {}}
_SECONDS = 30.0


def of_stack(settings: Settings) -> Metadata:
    """What `export_metadata` answers.

    Raises:
        ProblemsError: Nobody answers, or not with metadata.
    """
    url = settings.own_origin
    headers = {"x-hasura-admin-secret": settings.admin_secret.reveal()}
    try:
        with client(url, _SECONDS) as api:
            answer = api.post("/v1/metadata", json=_EXPORT, headers=headers)
    except httpx.HTTPError:
        stack = settings.stack
        up = "./herm up" if stack == DEV else f"./herm up --stack {stack}"
        raise fail(url, "does not answer, and --stack asks it for its metadata", up) from None
    document = _body(answer)
    if answer.status_code != httpx.codes.OK or not isinstance(document.get("metadata"), dict):
        raise _refused(url, answer, document)
    return parsed(url, document["metadata"])


def _refused(url: str, answer: httpx.Response, document: dict[str, Any]) -> ProblemsError:
    """Only Hasura's own words are told: what else is in an answer may be anything."""
    said = document.get("error")
    words = f": {said}" if isinstance(said, str) else ""
    closed = (
        "its metadata API is closed" if answer.status_code == httpx.codes.NOT_FOUND else "gives no metadata"
    )
    return fail(
        f"{url}/v1/metadata",
        f"answers {answer.status_code}: {closed}{words}",
        "review the project's folder instead: ./herm permissions",
    )


def _body(answer: httpx.Response) -> dict[str, Any]:
    try:
        document = answer.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
