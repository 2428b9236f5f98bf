"""Hasura's variables are found in compose files and Kubernetes manifests."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from cli.compose.document import read_yaml
from infra.problems import ProblemsError

KEY = "made-up-key-0123456789abcdef-0123456789"
SECRET = json.dumps({"type": "HS256", "key": KEY})
COMPOSE = """
x-common: &common
  HASURA_GRAPHQL_ADMIN_SECRET: ${ADMIN:-made-up}
services:
  db:
    image: postgres:16
    environment: {POSTGRES_PASSWORD: x}
  api:
    image: hasura/graphql-engine:v2.48.1
    environment:
      <<: *common
      HASURA_GRAPHQL_DEV_MODE: true
      HASURA_GRAPHQL_JWT_SECRET: 'SECRET'
"""


def read(folder: Path, text: str, **outer: str) -> dict[str, str]:
    """The variables of a file with this text."""
    return read_yaml(folder / "docker-compose.yml", text.replace("SECRET'", f"{SECRET}'"), outer)


def test_compose_file(tmp_path: Path) -> None:
    """The service that runs Hasura is found, its references filled and its scalars made texts."""
    assert read(tmp_path, COMPOSE) == {
        "HASURA_GRAPHQL_ADMIN_SECRET": "made-up",
        "HASURA_GRAPHQL_DEV_MODE": "true",
        "HASURA_GRAPHQL_JWT_SECRET": SECRET,
    }
    assert read(tmp_path, COMPOSE, ADMIN="mine")["HASURA_GRAPHQL_ADMIN_SECRET"] == "mine"


def test_env_files_and_dot_env(tmp_path: Path) -> None:
    """`.env` fills references, env_file gives variables, and environment wins over it."""
    (tmp_path / ".env").write_text(f"JWT='{SECRET}'\n")
    (tmp_path / "api.env").write_text("HASURA_GRAPHQL_ADMIN_SECRET=from-file\nHASURA_GRAPHQL_A=1\n")
    text = """
services:
  api:
    image: hasura/graphql-engine
    env_file: [api.env, {path: none.env, required: false}]
    environment: ["HASURA_GRAPHQL_JWT_SECRET=${JWT}", "HASURA_GRAPHQL_A=2", SHELLS_OWN, UNSET]
"""
    assert read_yaml(tmp_path / "c.yml", text, {"SHELLS_OWN": "s"}) == {
        "HASURA_GRAPHQL_ADMIN_SECRET": "from-file",
        "HASURA_GRAPHQL_A": "2",
        "HASURA_GRAPHQL_JWT_SECRET": SECRET,
        "SHELLS_OWN": "s",
    }


def test_kubernetes_manifests(tmp_path: Path) -> None:
    """A Secret's data is decoded; ConfigMaps, stringData and containers' env are taken as they are."""
    encoded = base64.b64encode(SECRET.encode()).decode()
    text = f"""
apiVersion: v1
kind: Secret
data: {{HASURA_GRAPHQL_JWT_SECRET: {encoded}}}
stringData: {{HASURA_GRAPHQL_ADMIN_SECRET: made-up}}
---
kind: ConfigMap
data: {{HASURA_GRAPHQL_LOG_LEVEL: warn}}
---
kind: Deployment
spec: {{template: {{spec: {{containers: [{{env: [{{name: HASURA_GRAPHQL_DEV_MODE, value: "false"}}]}}]}}}}}}
"""
    assert read_yaml(tmp_path / "k.yaml", text, {}) == {
        "HASURA_GRAPHQL_JWT_SECRET": SECRET,
        "HASURA_GRAPHQL_ADMIN_SECRET": "made-up",
        "HASURA_GRAPHQL_LOG_LEVEL": "warn",
        "HASURA_GRAPHQL_DEV_MODE": "false",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [", "is not YAML"),
        ("services: {a: {image: postgres}}", "has no service that runs Hasura"),
        ("kind: ConfigMap", "names no variable of Hasura"),
        (
            "services: {a: {environment: {HASURA_GRAPHQL_JWT_SECRET: {type: HS256, key: made-up}}}}",
            "is a mapping, and docker compose wants a text",
        ),
        ("services: {a: {environment: {HASURA_GRAPHQL_JWT_SECRET: '${'}}}", "a reference such as"),
        ("services: {a: {environment: {HASURA_GRAPHQL_JWT_SECRET: '${A?}'}}}", "A is required"),
        ("services: {a: {env_file: none.env}}", "cannot be read"),
        ("kind: Secret\ndata: {HASURA_GRAPHQL_JWT_SECRET: '{}'}", "Move it to stringData"),
    ],
)
def test_refused(tmp_path: Path, text: str, words: str) -> None:
    """What compose or Kubernetes would refuse is told, with the place and without the value."""
    with pytest.raises(ProblemsError) as raised:
        read_yaml(tmp_path / "c.yml", text, {})
    told = "".join(f"{one.where} {one.reason} {one.remedy}" for one in raised.value.problems)
    assert words in told
    assert "made-up" not in told
