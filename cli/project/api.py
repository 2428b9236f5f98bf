"""Hasura's metadata and SQL API, as far as a project needs it.

https://hasura.io/docs/2.0/api-reference/metadata-api/index/ and .../schema-api/run-sql/. Of an error's
`internal` only the database's message is kept: the rest repeats the statement, and statements hold data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from cli.paths import DEV
from hasura.variables import PREFIX
from infra.config.commands import set_command
from infra.problems import fail
from infra.secret import Secret

_CONNECT, _PATIENCE = 10.0, 300.0
"""Seconds until Hasura is reached, and until it answers; what is run as SQL has limits of its own."""


class ApiError(Exception):
    """Hasura refused a request.

    Attributes:
        code: Hasura's word for it, such as `conflict`.
        message: What it says.
        database: What PostgreSQL says, where it is PostgreSQL that refuses; else "".
        sqlstate: PostgreSQL's code; else "".
        is_certain: Whether what was asked has not happened; a server in trouble may have done it.
        reasons: What makes metadata inconsistent, one line each.
    """

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status, self.code = status, str(body.get("code", ""))
        self.message = str(body.get("error", f"status {status}"))
        internal = body.get("internal")
        error = (internal.get("error") if isinstance(internal, dict) else None) or {}
        self.database = ": ".join(str(error[key]) for key in ("message", "hint") if error.get(key))
        self.sqlstate = str(error.get("status_code", ""))
        self.reasons = reasons(internal)
        self.is_certain = bool(self.sqlstate) or status < httpx.codes.INTERNAL_SERVER_ERROR
        super().__init__(self.database or self.message)


@dataclass(frozen=True)
class Catalog:
    """What `get_catalog_state` gives: the catalog's own id, and the CLI's state in it."""

    id: str
    cli_state: Any


@dataclass(frozen=True)
class Api:
    """One stack's API.

    Attributes:
        client: A client of its base address.
        stack: The stack's name, for the words.
    """

    client: httpx.Client
    secret: Secret
    stack: str

    def export(self) -> tuple[dict[str, Any], int]:
        """The metadata, and the number of its version."""
        answer = self.metadata("export_metadata", {}, version=2)
        if not isinstance(answer.get("metadata"), dict):
            raise self._no_api(self._url("/v1/metadata"), httpx.codes.OK)
        return answer["metadata"], int(answer["resource_version"])

    def catalog(self) -> Catalog:
        """The catalog's id and the CLI's state."""
        answer = self.metadata("get_catalog_state", {})
        return Catalog(str(answer["id"]), answer.get("cli_state"))

    def metadata(self, kind: str, args: Mapping[str, Any], **members: int) -> Any:
        """One request to the metadata API.

        Raises:
            ApiError: Hasura refuses it.
            ProblemsError: There is no such API at the address, or nothing answers.
        """
        return self._post("/v1/metadata", {"type": kind, **members, "args": args}, _PATIENCE)

    def sql(
        self, source: str, text: str, *, read_only: bool = False, transaction: bool = True
    ) -> list[list[str]]:
        """Run SQL on a source; the rows of its last statement as text, without the columns' names.

        Metadata is not compared with what the SQL drops: the new metadata comes right after it.

        Raises:
            ApiError: Hasura or PostgreSQL refuses it; within a transaction nothing of it has happened.
            ProblemsError: There is no such API at the address, or nothing answers.
        """
        args = {"source": source, "sql": text, "read_only": read_only, "check_metadata_consistency": False}
        if not transaction:
            args["no_transaction"] = True
        answer = self._post("/v2/query", {"type": "run_sql", "args": args}, None)
        return list(answer.get("result") or [])[1:]

    def _post(self, path: str, body: Mapping[str, Any], seconds: float | None) -> Any:
        url = self._url(path)
        try:
            answer = self.client.post(
                path,
                json=body,
                headers={"x-hasura-admin-secret": self.secret.reveal()},
                timeout=httpx.Timeout(_CONNECT, read=seconds),
            )
        except httpx.ConnectError:
            up = "./herm up" if self.stack == DEV else f"./herm project plan --stack {self.stack}"
            raise fail(url, "does not answer, and nothing was asked", up) from None
        except httpx.HTTPError as error:
            said = str(error) or type(error).__name__
            reason = f"does not answer: {said}; what was asked is done whole or not at all"
            raise fail(url, reason, f"./herm project plan --stack {self.stack}") from None
        try:
            content = answer.json()
        except ValueError:
            content = {}
        if answer.status_code == 200 and content:
            return content
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR and "code" not in content:
            reason = (
                f"answers {answer.status_code}: something between gave up waiting, and Hasura goes on with it"
            )
            raise fail(url, reason, f"./herm project plan --stack {self.stack}")
        if answer.status_code == 404 or not isinstance(content, dict) or "code" not in content:
            raise self._no_api(url, answer.status_code)
        if content["code"] == "access-denied":
            reason = (
                "does not take the stack's admin secret: another program answers there, or an older secret"
            )
            raise fail(
                url, reason, "./herm status shows what runs there; ./herm up brings the stack's own up"
            )
        raise ApiError(answer.status_code, content)

    def _url(self, path: str) -> str:
        return f"{str(self.client.base_url).rstrip('/')}{path}"

    def _no_api(self, url: str, status: int) -> Exception:
        name = f"{PREFIX}ENABLED_APIS"
        reason = f"answers {status} and is not Hasura's metadata API: it is closed ({name}), or not reachable"
        return fail(url, reason, set_command(self.stack, f"environment.{name}", "metadata,graphql"))


def reasons(found: Any) -> tuple[str, ...]:
    """What makes objects inconsistent, in Hasura's words; definitions are left out, they may hold secrets."""
    entries = found if isinstance(found, list) else []
    return tuple(str(entry.get("reason", entry.get("type"))) for entry in entries if isinstance(entry, dict))
