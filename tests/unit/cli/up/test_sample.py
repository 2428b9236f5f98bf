"""The sample of `./herm up --sample`: made once, beside what is there, and never over a project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from cli.project.api import Api
from cli.up import sample
from infra.config.settings import Settings
from infra.problems import ProblemsError
from infra.secret import Secret
from tests.support.configurations import dev_settings

OTHER = {"table": {"schema": "public", "name": "other"}}


class Hasura:
    """A double of the API, with one table of somebody's."""

    def __init__(self) -> None:
        self.metadata: dict[str, Any] = {"version": 3, "sources": [{"name": "default", "tables": [OTHER]}]}
        self.asked: list[dict[str, Any]] = []
        self.sql_error = False

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        body = json.loads(request.content)
        self.asked.append(body)
        if body["type"] == "run_sql" and self.sql_error:
            error = {"message": 'there is a table "author" already', "status_code": "P0001"}
            return httpx.Response(400, json={"code": "postgres-error", "internal": {"error": error}})
        if body["type"] == "replace_metadata":
            self.metadata = body["args"]["metadata"]
        return httpx.Response(200, json={"metadata": self.metadata, "resource_version": 7, "result": None})


@pytest.fixture
def hasura(monkeypatch: pytest.MonkeyPatch) -> Hasura:
    """A stack without a project, whose API is the double."""
    double = Hasura()

    @contextmanager
    def api_of(found: Settings) -> Iterator[Api]:
        with httpx.Client(transport=httpx.MockTransport(double.answer), base_url="http://api") as client:
            yield Api(client, Secret("secret"), found.stack)

    monkeypatch.setattr(sample, "api_of", api_of)
    monkeypatch.setattr(sample, "project_folder", lambda _: None)
    return double


def test_made_once(hasura: Hasura) -> None:
    """The sample's tables come beside those that are there, for the version that was seen; then nothing."""
    said: list[str] = []
    sample.make_sample(dev_settings(), said.append)
    names = [entry["table"]["name"] for entry in hasura.metadata["sources"][0]["tables"]]
    assert names == ["other", "author", "article"]
    assert hasura.asked[-1]["resource_version"] == 7
    sample.make_sample(dev_settings(), said.append)
    assert [entry["type"] for entry in hasura.asked].count("replace_metadata") == 1
    assert said[-1] == "the sample is there"


def test_tables_of_others(hasura: Hasura) -> None:
    """Tables of the same names that are not the sample's are left alone, and the problem says so."""
    hasura.sql_error = True
    with pytest.raises(ProblemsError, match='there is a table "author" already'):
        sample.make_sample(dev_settings(), print)
    assert hasura.metadata["sources"][0]["tables"] == [OTHER]


def test_project(hasura: Hasura, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stack with a project gets no sample: the project's metadata takes the place of all other."""
    monkeypatch.setattr(sample, "project_folder", lambda _: "/clone/hasura")
    with pytest.raises(ProblemsError, match="for a stack without a project"):
        sample.make_sample(dev_settings(), print)
    assert hasura.asked == []
