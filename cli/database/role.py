"""The SQL that gives Hasura a role of its own, with all that was the administrator's in the database.

The password does not travel: PostgreSQL takes what it would keep of it, a SCRAM verifier (RFC 5803), and that
is what a log would hold. Who runs it is the administrator at first, and the role itself when its password is
changed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

_ROUNDS = 4096
"""PostgreSQL's own number (`scram_iterations`)."""

_STATEMENTS = """\
SET LOCAL lock_timeout = '10s';
DO $herm$ BEGIN
IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '{role}') THEN
ALTER ROLE "{role}" PASSWORD '{verifier}';
ELSE
CREATE ROLE "{role}" LOGIN PASSWORD '{verifier}';
END IF;
IF current_user <> '{role}' THEN
GRANT "{role}" TO current_user;
END IF;
END $herm$;
ALTER DATABASE "{database}" OWNER TO "{role}";
DO $herm$ DECLARE
others name[] := ARRAY(SELECT datname FROM pg_catalog.pg_database
WHERE datdba = current_user::regrole AND datname <> '{database}');
other name;
BEGIN
REASSIGN OWNED BY current_user TO "{role}";
FOREACH other IN ARRAY others LOOP
EXECUTE format('ALTER DATABASE %I OWNER TO current_user', other);
END LOOP;
END $herm$;
"""


def role_statements(role: str, verifier: str, database: str) -> str:
    """SQL that makes a role, or gives it another password, and makes all of the database its own.

    In one transaction: whoever runs it keeps the role's rights, so what runs as the administrator goes on.
    REASSIGN OWNED would take the administrator's other databases along, so they are given back.

    Args:
        role: The role's name, of small letters, digits and `_`.
        verifier: What PostgreSQL keeps of its password.
        database: The database's name, likewise.
    """
    return _STATEMENTS.format(role=role, verifier=verifier, database=database)


def scram_verifier(password: str, salt: bytes | None = None) -> str:
    """What PostgreSQL keeps of an ASCII password: `SCRAM-SHA-256$ROUNDS:SALT$STORED:SERVER`."""
    salt = salt if salt is not None else secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, _ROUNDS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    return f"SCRAM-SHA-256${_ROUNDS}:{_text(salt)}${_text(stored)}:{_text(server)}"


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
