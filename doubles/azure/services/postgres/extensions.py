"""What `azure.extensions` takes: Microsoft's table for PostgreSQL 16 to 18 of 8 June 2026.

learn.microsoft.com, "Extensions by version of PostgreSQL" of Azure Database for PostgreSQL.
"""

from __future__ import annotations

from doubles.azure.errors import bad_request

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


def check_extensions(value: str) -> None:
    """Refuse a name that is not on Azure's list, whatever its case.

    Raises:
        ArmError: With the names.
    """
    unknown = {name.strip() for name in value.lower().split(",") if name.strip()} - set(_OFFERED.split())
    if unknown:
        message = (
            f"The value '{value}' of 'azure.extensions' has names that are not allowed: {sorted(unknown)}."
        )
        raise bad_request(message, "InvalidParameterValue")
