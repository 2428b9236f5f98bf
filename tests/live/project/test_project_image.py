"""An image with a project in it: built by Docker, pushed to a real registry, pulled by its digest, started.

The registry is Debian's docker-registry. The image that it stands on is a double of Hasura's image for
migrations: its entry point does what packaging/cli-migrations/v3 does with migrations, by the same requests,
and then runs the container's command. It looks at metadata's folder and does not apply it.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.contract import START_COMMAND
from machine.images.derived import build
from tests.live.containers import DATABASE_URL, Sandbox, accepts, built, docker, sql, wait_until
from tests.support.clones import Clone
from tests.support.debian_registry import debian_registry
from tests.unit.delivery.project_files import SMALLEST, write

pytestmark = pytest.mark.needs_root

SECRET = "the-admin-secret-of-this-test"
ENTRY = """#!/bin/sh -e
# A double of Hasura's docker-entrypoint.sh.
test -f /hasura-metadata/databases/databases.yaml
python3 /apply.py
exec "$@"
"""
APPLY = """
import json, os, pathlib, subprocess, sys, time, urllib.request
environment = {**os.environ, "HASURA_GRAPHQL_SERVER_PORT": "9691"}
server = subprocess.Popen([sys.executable, "-m", "doubles.standin"], env=environment)
secret = os.environ["HASURA_GRAPHQL_ADMIN_SECRET"]
headers = {"x-hasura-admin-secret": secret, "content-type": "application/json"}

def ask(path, kind, args):
    body = json.dumps({"type": kind, "args": args}).encode()
    request = urllib.request.Request("http://127.0.0.1:9691" + path, body, headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)

while True:
    try:
        state = ask("/v1/metadata", "get_catalog_state", {})["cli_state"] or {}
        break
    except OSError:
        assert server.poll() is None
        time.sleep(0.2)
done = state.setdefault("migrations", {}).setdefault("default", {})
for folder in sorted(pathlib.Path("/hasura-migrations/default").iterdir()):
    version = folder.name.partition("_")[0]
    if version not in done:
        ask("/v2/query", "run_sql", {"source": "default", "sql": (folder / "up.sql").read_text()})
        done[version] = False
        ask("/v1/metadata", "set_catalog_state", {"type": "cli", "state": state})
server.terminate()
server.wait()
"""
BASE = """FROM {}
USER root
COPY entry.sh apply.py graphql-engine /
RUN mv /graphql-engine /usr/bin/graphql-engine && chmod 755 /usr/bin/graphql-engine
USER nobody
ENTRYPOINT ["sh", "-e", "/entry.sh"]
CMD ["graphql-engine", "serve"]
"""


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[str]:
    """The address of a registry of this test's own."""
    with debian_registry(tmp_path) as address:
        yield address


@pytest.fixture
def base() -> Iterator[str]:
    """A double of Hasura's image for migrations."""
    name = f"herm/double-of-cli-migrations:{uuid.uuid4().hex[:8]}"
    engine = "#!/bin/sh\nexec python3 -m doubles.standin\n"
    files = {"entry.sh": ENTRY, "apply.py": APPLY, "graphql-engine": engine}
    build({**files, "Dockerfile": BASE.format(built().hasura)}, name)
    yield name
    docker("image", "rm", "--force", name, check=False)


def test_project_by_image(clone: Clone, registry: str, base: str, sandbox: Sandbox) -> None:
    """What the verb prints can be pulled by its digest, and starts as App Service starts it: migrated."""
    folder = write(clone.folder / "project", SMALLEST)
    reference = ""
    try:
        command = ("project", "image", f"{registry}/api", "--stack", "dev", "--base", base)
        reference = clone.herm(*command).stdout.strip()
        assert clone.herm(*command).stdout.strip().partition("@")[0] == reference.partition("@")[0]
        docker("image", "rm", reference.partition("@")[0])
        docker("pull", reference)
        database = sandbox.postgres()
        wait_until(lambda: accepts(database))
        variables = {
            "HASURA_GRAPHQL_DATABASE_URL": DATABASE_URL,
            "HASURA_GRAPHQL_ADMIN_SECRET": SECRET,
            "HASURA_GRAPHQL_ENABLED_APIS": "metadata,graphql",
        }
        container = sandbox.run("hasura", reference, variables, command=START_COMMAND)
        wait_until(lambda: docker("logs", container).count("starting API server") == 2, 300)
        assert sql(database, "SELECT count(*) FROM author") == "0"
        noted = "SELECT cli_state->'migrations' FROM hdb_catalog.hdb_version"
        assert sql(database, noted) == '{"default": {"1700000000000": false}}'
    finally:
        shutil.rmtree(folder)
        docker("image", "rm", "--force", reference, check=False)
