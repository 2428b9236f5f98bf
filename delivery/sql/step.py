"""The SQL that applies one migration and notes it in the CLI's state, in one transaction.

Hasura runs the whole of one `run_sql` in a transaction. So the state is right at every moment, whoever stops
what: either the migration is applied and the CLI knows it, or neither.
"""

from __future__ import annotations

from delivery.sql.refusals import Script

LOCK = 7308325467320611951
"""The advisory lock that every apply takes, from whichever clone; a number of herm's own."""

APPLIED = "HM001"
"""SQLSTATE with which the guard refuses a migration that another run has applied meanwhile."""

BEGUN = "HM002"
"""SQLSTATE with which it refuses one that another run has begun, and whose end nobody noted."""

# What other clients left half-made, such as null where an object belongs, counts as empty.
_OBJECT = "CASE jsonb_typeof({0}) WHEN 'object' THEN {0} ELSE '{{}}'::jsonb END"


def atomic_step(script: Script, database: str, *, statement_seconds: int, lock_seconds: int) -> str:
    """The whole step as SQL.

    Args:
        script: The migration, found fit to be sent.
        database: The name under which the state has it.
        statement_seconds: How long one statement may take; 0 is without end.
        lock_seconds: How long a statement may wait for a lock; 0 is without end.
    """
    return "\n".join(
        (
            take_lock(statement_seconds),
            guard(database, script.migration.version),
            f"SET LOCAL lock_timeout = '{lock_seconds}s';",
            script.text,
            ";",  # of its own: the file may end in a comment, or without one
            note(database, script.migration.version, begun=False),
        )
    )


def begun_step(database: str, version: int) -> str:
    """Note that a migration is begun, before what cannot be one step: of two runs, only one may go on."""
    return "\n".join((take_lock(60), guard(database, version), note(database, version, begun=True)))


def noted_step(database: str, version: int) -> str:
    """Note that a migration is applied, whatever stands there; so it can be sent again."""
    return "\n".join((take_lock(60), note(database, version, begun=False)))


def taken_back_step(database: str, version: int) -> str:
    """Note nothing of a migration that was begun; one that is applied stays so."""
    name, key = _literal(database), _literal(str(version))
    return f"""{take_lock(60)}
UPDATE hdb_catalog.hdb_version SET cli_state = cli_state #- ARRAY['migrations', {name}, {key}]
WHERE cli_state->'migrations'->{name}->{key} = 'true';"""  # noqa: S608 - the names are literals of SQL here


def take_lock(statement_seconds: int) -> str:
    """Wait for the other run; the system frees the lock when the transaction ends, however it ends."""
    limit = f"SET LOCAL statement_timeout = '{statement_seconds}s';"
    return f"{limit}\nSELECT pg_catalog.pg_advisory_xact_lock({LOCK});"


def guard(database: str, version: int) -> str:
    """Refuse what is already in the state: between the look and the lock another run may have done it."""
    name, key = _literal(database), _literal(str(version))
    return f"""DO $herm$ BEGIN
IF EXISTS (SELECT 1 FROM hdb_catalog.hdb_version WHERE cli_state->'migrations'->{name}->{key} = 'true') THEN
RAISE EXCEPTION 'herm: this migration is begun' USING ERRCODE = '{BEGUN}';
END IF;
IF EXISTS (SELECT 1 FROM hdb_catalog.hdb_version WHERE cli_state->'migrations'->{name} ? {key}) THEN
RAISE EXCEPTION 'herm: this migration is already applied' USING ERRCODE = '{APPLIED}';
END IF; END $herm$;"""  # noqa: S608 - the names are literals of SQL here


def note(database: str, version: int, *, begun: bool) -> str:
    """Write the version into the state as the CLI does: with everything else in it left as it is."""
    name, key = _literal(database), _literal(str(version))
    every = _OBJECT.format("cli_state->'migrations'")
    own = _OBJECT.format(f"cli_state->'migrations'->{name}")
    settings = _OBJECT.format("cli_state->'settings'")
    return f"""UPDATE hdb_catalog.hdb_version SET cli_state = {_OBJECT.format("cli_state")}
|| pg_catalog.jsonb_build_object(
'migrations', {every} || pg_catalog.jsonb_build_object(
{name}, {own} || pg_catalog.jsonb_build_object({key}, {str(begun).lower()})),
'settings', pg_catalog.jsonb_build_object('migration_mode', 'true') || {settings},
'isStateCopyCompleted', true);"""  # noqa: S608 - likewise


def _literal(text: str) -> str:
    """A string of SQL, with the cast that `?` and `->` need."""
    return "'" + text.replace("'", "''") + "'::text"
