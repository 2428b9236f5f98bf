#!/bin/bash
# The contract of PostgreSQL's official image, for a server from Debian's packages: POSTGRES_USER,
# POSTGRES_PASSWORD, POSTGRES_DB, POSTGRES_INITDB_ARGS, POSTGRES_HOST_AUTH_METHOD, PGDATA and the scripts in
# /docker-entrypoint-initdb.d count when the data folder is empty, and never again.
set -euo pipefail

[ "${1:-}" ] && [ "${1#-}" = "$1" ] || set -- postgres "$@"
[ "$1" = postgres ] || exec "$@"

export PGDATA="${PGDATA:-/var/lib/postgresql/data}"

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /run/postgresql
  chmod 700 "$PGDATA"
  chmod 3777 /run/postgresql
  find "$PGDATA" \! -user postgres -exec chown postgres:postgres '{}' +
  chown postgres:postgres /run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
export HOME=/var/lib/postgresql

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  user="${POSTGRES_USER:-postgres}"
  database="${POSTGRES_DB:-$user}"
  method="${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}"
  if [ -z "${POSTGRES_PASSWORD:-}" ] && [ "$method" != trust ]; then
    echo 'Error: Database is uninitialized and superuser password is not specified.' >&2
    echo '       You must specify POSTGRES_PASSWORD to a non-empty value for the superuser.' >&2
    exit 1
  fi
  # Asked to stop meanwhile: the database is finished first, which takes a second or two.
  stop=
  trap 'stop=1' INT TERM
  # Made in a folder inside and moved up at the end, PG_VERSION last: a kill at any moment leaves either a
  # whole database or one that the next start makes anew.
  new="$PGDATA/.herm-unfinished"
  if [ -d "$new" ]; then find "$PGDATA" -mindepth 1 -delete; fi
  arguments=(--pgdata="$new" --username="$user" --auth-local=trust --auth-host="$method")
  [ -z "${POSTGRES_PASSWORD:-}" ] || arguments+=(--pwfile=/dev/stdin)
  # shellcheck disable=SC2086 # the variable holds several arguments, as in the official image
  initdb "${arguments[@]}" ${POSTGRES_INITDB_ARGS:-} <<<"${POSTGRES_PASSWORD:-}"
  printf '\nhost all all all %s\n' "$method" >>"$new/pg_hba.conf"

  # On the socket alone, so that nobody meets a database that is not finished.
  pg_ctl -D "$new" -o "-c listen_addresses='' -p 5432" -w start
  run() { psql -v ON_ERROR_STOP=1 --no-password --no-psqlrc --username "$user" "$@"; }
  if [ "$database" != postgres ]; then
    run --dbname postgres --set db="$database" <<<'CREATE DATABASE :"db";'
  fi
  for file in /docker-entrypoint-initdb.d/*; do
    case "$file" in
      *.sh) if [ -x "$file" ]; then "$file"; else . "$file"; fi ;;
      *.sql) run --dbname "$database" -f "$file" ;;
      *.sql.gz) gunzip -c "$file" | run --dbname "$database" ;;
    esac
  done
  pg_ctl -D "$new" -m fast -w stop
  find "$new" -mindepth 1 -maxdepth 1 \! -name PG_VERSION -exec mv -t "$PGDATA" '{}' +
  sync
  mv "$new/PG_VERSION" "$PGDATA"
  rmdir "$new"
  echo
  echo 'PostgreSQL init process complete; ready for start up.'
  echo
  [ -z "$stop" ] || exit 130
fi
exec "$@"
