"""Who may sign in to a flexible server: its administrator, and the roles that were made by SQL.

The emulator runs no SQL. It knows the statements by which a role gets a login, a password and a database, and
refuses any other; what they do to what is in a database is shown on a real PostgreSQL alone.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Any

from doubles.azure.ids import ResourceId
from doubles.azure.services.base import properties_of
from doubles.azure.world import World

KEPT = "roles"
"""In the store: each server's roles, by their names, with the `verifier`."""

_VERIFIER = r"SCRAM-SHA-256\$\d+:[\w+/=]+\$[\w+/=]+:[\w+/=]+"
_FORM = re.compile(
    rf"""SET LOCAL lock_timeout = '\d+s';
DO \$herm\$ BEGIN
IF EXISTS \(SELECT FROM pg_catalog\.pg_roles WHERE rolname = '(?P<role>\w+)'\) THEN
ALTER ROLE "(?P=role)" PASSWORD '(?P<verifier>{_VERIFIER})';
ELSE
CREATE ROLE "(?P=role)" LOGIN PASSWORD '(?P=verifier)';
END IF;
IF current_user <> '(?P=role)' THEN
GRANT "(?P=role)" TO current_user;
END IF;
END \$herm\$;
ALTER DATABASE "(?P<database>\w+)" OWNER TO "(?P=role)";
DO \$herm\$ DECLARE
others name\[\] := ARRAY\(SELECT datname FROM pg_catalog\.pg_database
WHERE datdba = current_user::regrole AND datname <> '(?P=database)'\);
other name;
BEGIN
REASSIGN OWNED BY current_user TO "(?P=role)";
FOREACH other IN ARRAY others LOOP
EXECUTE format\('ALTER DATABASE %I OWNER TO current_user', other\);
END LOOP;
END \$herm\$;
"""  # noqa: S608 - a pattern, and no statement
)


def run(world: World, server: ResourceId, user: str, sql: str) -> str:
    """Run SQL as a user; gives PostgreSQL's refusal, or "".

    Args:
        world: The emulated cloud.
        server: The server.
        user: Who has signed in.
        sql: The statements.
    """
    found = _FORM.fullmatch(sql)
    if found is None:
        return "the emulator does not know these statements"
    role, roles = found["role"], roles_of(world, server)
    if world.find(f"{server.key}/databases/{found['database']}") is None:
        return f'database "{found["database"]}" does not exist'
    if user not in (role, administrator(world, server)):
        return f"permission denied to {'alter' if role in roles else 'create'} role"
    world.store.put(KEPT, server.key, {**roles, role: {"verifier": found["verifier"]}})
    return ""


def lets_in(world: World, server: ResourceId, user: str, password: str) -> bool:
    """Whether somebody may sign in with a password."""
    if user == administrator(world, server):
        return bool(password == world.store.get("password", server.key))
    role = roles_of(world, server).get(user)
    return role is not None and _fits(role["verifier"], password)


def roles_of(world: World, server: ResourceId) -> dict[str, Any]:
    """The roles that SQL has made."""
    return world.store.get(KEPT, server.key) or {}


def administrator(world: World, server: ResourceId) -> str:
    """The login name that the server was made with."""
    return str(properties_of(world.find(server.key)).get("administratorLogin") or "")


def _fits(verifier: str, password: str) -> bool:
    _, rest, keys = verifier.split("$")
    rounds, _, salt = rest.partition(":")
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(salt), int(rounds))
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    return base64.b64encode(stored).decode() == keys.partition(":")[0]
