"""The extensions that roles of a managed database may create: the setting `herm:databaseExtensions`.

The table is Microsoft's for PostgreSQL 16 to 18, which are alike, as it was on `CHECKED_ON`
(learn.microsoft.com, "Extensions by version of PostgreSQL"), without what is a module and no extension.
"""

from __future__ import annotations

import difflib

from infra.config.azure.confirmed import Confirmed
from infra.config.reader import ConfigReader

CHECKED_ON = "8 June 2026"

_OFFERED = """
address_standardizer address_standardizer_data_us age amcheck anon azure_ai azure_storage bloom btree_gin
btree_gist citext credcheck cube dblink dict_int dict_xsyn earthdistance fuzzystrmatch hll hstore hypopg
intagg intarray ip4r isn lo login_hook ltree oracle_fdw orafce pageinspect pg_buffercache pg_cron
pg_diskann pg_duckdb pg_freespacemap pg_hint_plan pg_ivm pg_partman pg_prewarm pg_repack pg_squeeze
pg_stat_statements pg_trgm pg_visibility pgaudit pgcrypto pglogical pgrouting pgrowlocks pgstattuple plv8
postgis postgis_raster postgis_sfcgal postgis_tiger_geocoder postgis_topology postgres_fdw
postgres_protobuf semver session_variable sslinfo tablefunc tdigest tds_fdw temporal_tables timescaledb
topn tsm_system_rows tsm_system_time unaccent uuid-ossp vector
"""
_EXTENSIONS = frozenset(_OFFERED.upper().split())
_REQUIRED = "PGCRYPTO"
_SETTING = "databaseExtensions"


def read_extensions(reader: ConfigReader, confirmed: Confirmed) -> tuple[str, ...]:
    """The names for Azure's `azure.extensions`, with the one that Hasura needs.

    Azure refuses a name that it does not know, after the minutes in which the server is made.
    """
    found = {_REQUIRED}
    for number, text in enumerate(reader.entries(_SETTING)):
        name = text.strip().upper()
        found.add(name)
        words = f"extension {name}"
        if name not in _EXTENSIONS and not confirmed.holds(words):
            _unknown(reader, f"{_SETTING}[{number}]", name, confirmed.command(words))
    return tuple(sorted(found))


def _unknown(reader: ConfigReader, path: str, name: str, confirm: str) -> None:
    near = difflib.get_close_matches(name, _EXTENSIONS, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    reason = f"is {name!r}, which Azure did not offer on {CHECKED_ON}{hint}"
    instead = reader.set(path, near[0]) if near else reader.remove(path)
    reader.problem(path, reason, f"{instead}\n    if Azure offers it now: {confirm}")
