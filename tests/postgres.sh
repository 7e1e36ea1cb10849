#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own, thrown away afterwards: tests/postgres.sh cargo test -p pointil-storage
# Debian's package `postgresql` is enough. Where it is absent the command runs without, unless POINTIL_REQUIRE_POSTGRES is set.
set -euo pipefail

if [ -n "${POINTIL_POSTGRES_URL:-}" ]; then
  exec "$@"
fi

bin=
for candidate in "$(command -v initdb 2>/dev/null || true)" /usr/lib/postgresql/*/bin/initdb; do
  if [ -n "$candidate" ] && [ -x "$candidate" ]; then
    bin=$(dirname "$(readlink -f "$candidate")")
  fi
done
if [ -z "$bin" ]; then
  if [ -n "${POINTIL_REQUIRE_POSTGRES:-}" ]; then
    echo "PostgreSQL absent, but POINTIL_REQUIRE_POSTGRES asks for it: install Debian's package postgresql" >&2
    exit 1
  fi
  echo "PostgreSQL absent: its half is skipped"
  exec "$@"
fi

folder=$(mktemp -d)
# The server refuses to run as root.
as_server() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  as_server() { setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"; }
fi
stop() {
  as_server "$bin/pg_ctl" --pgdata "$folder/data" --mode immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT

cd_back=$PWD
cd "$folder"
as_server "$bin/initdb" --no-sync --auth trust --username postgres --encoding UTF8 --no-locale --pgdata data >"$folder/initdb.log" 2>&1 \
  || { cat "$folder/initdb.log" >&2; exit 1; }
# Nothing of it need outlive the tests, and nothing but its socket is open.
as_server "$bin/pg_ctl" --pgdata "$folder/data" --log "$folder/data/log" --wait \
  --options "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c listen_addresses='' -c unix_socket_directories='$folder' -c max_connections=200" \
  start >/dev/null || { cat "$folder/data/log" >&2; exit 1; }
cd "$cd_back"

export POINTIL_POSTGRES_URL="postgres://postgres@localhost/postgres?host=$folder"
"$@"
