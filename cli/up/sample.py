"""The sample: two tables with permissions for `user` and `anonymous`, for whoever has no project yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cli.paths import DEV
from cli.project.api import Api, ApiError
from cli.project.locate import project_folder
from cli.project.work import api_of
from infra.config.settings import Settings
from infra.problems import fail
from machine.report import Report

_SQL = Path(__file__).with_name("sample.sql")
_SOURCE = "default"
_OWN = {"author_id": {"_eq": "X-Hasura-User-Id"}}
_PUBLISHED = {"published": {"_eq": True}}


def _name(table: str) -> dict[str, str]:
    return {"schema": "public", "name": table}


def _select(role: str, columns: list[str], rule: Any) -> dict[str, Any]:
    return {"role": role, "permission": {"columns": columns, "filter": rule}}


_TABLES: tuple[dict[str, Any], ...] = (
    {
        "table": _name("author"),
        "array_relationships": [
            {
                "name": "articles",
                "using": {"foreign_key_constraint_on": {"table": _name("article"), "column": "author_id"}},
            }
        ],
        "select_permissions": [_select("user", ["id", "name"], {}), _select("anonymous", ["name"], {})],
    },
    {
        "table": _name("article"),
        "object_relationships": [{"name": "author", "using": {"foreign_key_constraint_on": "author_id"}}],
        "insert_permissions": [
            {
                "role": "user",
                "permission": {"columns": ["title"], "check": {}, "set": {"author_id": "X-Hasura-User-Id"}},
            }
        ],
        "select_permissions": [
            _select("user", ["id", "title", "published"], {"_or": [_OWN, _PUBLISHED]}),
            _select("anonymous", ["title"], _PUBLISHED),
        ],
        "update_permissions": [
            {"role": "user", "permission": {"columns": ["title", "published"], "filter": _OWN, "check": _OWN}}
        ],
        "delete_permissions": [{"role": "user", "permission": {"filter": _OWN}}],
    },
)


def make_sample(found: Settings, report: Report) -> None:
    """Have the sample on a local stack that is up; what is there already stays as it is.

    Raises:
        ProblemsError: The stack has a project, the database other tables of these names, or Hasura refuses.
    """
    if folder := project_folder(found.project):
        reason = f"is for a stack without a project, and this one has {folder}, whose metadata is the stack's"
        raise fail("--sample", reason, "./herm up")
    with api_of(found) as api:
        try:
            api.sql(_SOURCE, _SQL.read_text(encoding="utf-8"))
            _track(api, report)
        except ApiError as error:
            which = "" if found.stack == DEV else f" --stack {found.stack}"
            raise fail("sample", f"cannot be made: {error}", f"./herm psql{which}") from None


def _track(api: Api, report: Report) -> None:
    metadata, version = api.export()
    source = next((source for source in metadata["sources"] if source["name"] == _SOURCE), None)
    if source is None:
        raise fail("sample", f"the metadata has no source {_SOURCE}", "./herm project new")
    tracked = [entry["table"] for entry in source["tables"]]
    missing = [table for table in _TABLES if table["table"] not in tracked]
    if not missing:
        report("the sample is there")
        return
    source["tables"] += missing
    args = {"allow_inconsistent_metadata": False, "metadata": metadata}
    api.metadata("replace_metadata", args, version=2, resource_version=version)
    report("tables author and article, for the roles user and anonymous")
