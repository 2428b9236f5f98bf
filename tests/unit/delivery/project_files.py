"""A project folder made from texts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

DATABASES = """- name: default
  kind: postgres
  configuration:
    connection_info:
      database_url:
        from_env: HASURA_GRAPHQL_DATABASE_URL
  tables: !include default/tables/tables.yaml
"""

SMALLEST: Mapping[str, str] = {
    "config.yaml": "version: 3\nendpoint: http://localhost:8080\nmetadata_directory: metadata\n",
    "metadata/version.yaml": "version: 3\n",
    "metadata/databases/databases.yaml": DATABASES,
    "metadata/databases/default/tables/tables.yaml": '- "!include public_author.yaml"\n',
    "metadata/databases/default/tables/public_author.yaml": "table:\n  name: author\n  schema: public\n",
    "migrations/default/1700000000000_author/up.sql": "CREATE TABLE author (id int PRIMARY KEY);\n",
    "migrations/default/1700000000000_author/down.sql": "DROP TABLE author;\n",
}


SDL = """
extend type Mutation {
  "Lets a user in."
  login(name: String!, tags: [Tag!]): LoginOutput
}
type Query { now: Day }
input Tag { name: String! }
type LoginOutput { token: String!, "Who it is." user_id: Int }
enum Kind { BIG "Not big." SMALL }
scalar Day
"""
ACTIONS = """actions:
- name: login
  definition: {kind: synchronous, handler: "{{BASE}}/login", forward_client_headers: true}
  permissions: [{role: anonymous}]
- name: now
  definition: {kind: "", handler: "{{BASE}}/now"}
custom_types:
  objects:
  - name: LoginOutput
    relationships: [{name: user, type: object, field_mapping: {user_id: id}}]
"""


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write these files, by their paths in the folder."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder
