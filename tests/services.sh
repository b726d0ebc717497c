#!/usr/bin/env bash
# Runs a command with real services beside it:
#
#     tests/services.sh postgresql [redis] [rabbitmq] -- command…
#
# A service that answers on its usual port of this machine is used; else one is started for the time of
# the command, in a folder and on a port of its own, if its programs are here.  In CI (variable CI set)
# missing programs are installed from Debian first, and without the service the run fails; elsewhere the
# command is skipped, aloud.  The command finds the addresses in GONGKAI_TEST_DATABASE, GONGKAI_TEST_REDIS
# and GONGKAI_TEST_RABBITMQ; an address that is set already is taken as it is.
set -euo pipefail

wanted=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do wanted+=("$1"); shift; done
shift || { sed -n '2,10p' "$0"; exit 2; }

work=$(mktemp -d "${TMPDIR:-/tmp}/gongkai-services.XXXXXX")
chmod 755 "$work"
at_end=()
finish() {
  for undo in "${at_end[@]}"; do eval "$undo" >>"$work/stop.log" 2>&1 || true; done
  rm -rf "$work"
}
trap finish EXIT

say() { printf '%s\n' "$*" >&2; }
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
wait_for() { for _ in $(seq 300); do answers "$1" && return; sleep 0.1; done; return 1; }
free_port() { local port; for port in $(seq "$1" $(($1 + 50))); do answers "$port" || { echo "$port"; return; }; done; return 1; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
# A daemon's own user, where there is one and we may become it: PostgreSQL refuses to run as root.
as_user() { local user=$1; shift; if [ "$(id -u)" = 0 ] && id "$user" >/dev/null 2>&1; then runuser -u "$user" -- "$@"; else "$@"; fi; }
own_folder() { mkdir -p "$work/$1"; [ "$(id -u)" != 0 ] || chown "$2" "$work/$1" 2>/dev/null || true; }

install() {
  [ -n "${CI:-}" ] && command -v apt-get >/dev/null || return 1
  say "installing $1"
  as_root apt-get update -qq >/dev/null
  # The package would start a server of its own: this one is ours to start.
  as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "$1" >/dev/null
}

postgresql_programs() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }
postgresql_takes() {
  local programs; programs=$(postgresql_programs)
  PATH="${programs:+$programs:}$PATH" psql -qAtw -c 'select 1' "$1" >/dev/null 2>&1
}
start_postgresql() {
  local usual=postgresql://postgres@127.0.0.1:5432/ programs port
  if answers 5432 && postgresql_takes "$usual"; then export GONGKAI_TEST_DATABASE=$usual; return; fi
  [ -n "$(postgresql_programs)" ] || install postgresql || return 1
  programs=$(postgresql_programs); port=$(free_port 54320)
  own_folder postgresql postgres
  as_user postgres "$programs/initdb" -D "$work/postgresql/base" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >"$work/initdb.log" 2>&1 || { cat "$work/initdb.log" >&2; return 1; }
  # What it holds is thrown away: nothing need reach the disk.
  as_user postgres "$programs/pg_ctl" -D "$work/postgresql/base" -l "$work/postgresql/log" -w -o \
    "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start >/dev/null \
    || { cat "$work/postgresql/log" >&2; return 1; }
  at_end+=("as_user postgres '$programs/pg_ctl' -D '$work/postgresql/base' -m immediate stop")
  export GONGKAI_TEST_DATABASE=postgresql://postgres@127.0.0.1:$port/
}

start_redis() {
  local port
  if answers 6379; then export GONGKAI_TEST_REDIS=redis://127.0.0.1:6379/15; return; fi
  command -v redis-server >/dev/null || install redis-server || return 1
  port=$(free_port 63790)
  redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --dir "$work" >"$work/redis.log" 2>&1 &
  at_end+=("kill $!")
  wait_for "$port" || { cat "$work/redis.log" >&2; return 1; }
  export GONGKAI_TEST_REDIS=redis://127.0.0.1:$port/0
}

start_rabbitmq() {
  local port program=/usr/lib/rabbitmq/bin/rabbitmq-server here=$work/rabbitmq
  if answers 5672; then export GONGKAI_TEST_RABBITMQ=amqp://guest:guest@127.0.0.1:5672//; return; fi
  [ -x "$program" ] || install rabbitmq-server || return 1
  port=$(free_port 56720)
  own_folder rabbitmq rabbitmq
  # Every path its own, the settings of the machine among them.
  as_user rabbitmq env HOME="$here" RABBITMQ_NODENAME="gongkai-$$@localhost" RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 \
    RABBITMQ_NODE_PORT="$port" RABBITMQ_DIST_PORT=$((port + 2000)) RABBITMQ_CONF_ENV_FILE="$here/none" \
    RABBITMQ_CONFIG_FILE="$here/none" RABBITMQ_ADVANCED_CONFIG_FILE="$here/none" RABBITMQ_PID_FILE="$here/pid" \
    RABBITMQ_MNESIA_BASE="$here/base" RABBITMQ_LOG_BASE="$here/log" RABBITMQ_ENABLED_PLUGINS_FILE="$here/plugins" \
    "$program" >"$work/rabbitmq.log" 2>&1 &
  at_end+=("kill \$(cat '$here/pid')" "sleep 2")
  wait_for "$port" || { cat "$work/rabbitmq.log" >&2; return 1; }
  export GONGKAI_TEST_RABBITMQ=amqp://guest:guest@127.0.0.1:$port//
}

for service in "${wanted[@]}"; do
  case $service in
    postgresql) given=${GONGKAI_TEST_DATABASE:-} ;;
    redis) given=${GONGKAI_TEST_REDIS:-} ;;
    rabbitmq) given=${GONGKAI_TEST_RABBITMQ:-} ;;
    *) say "no such service: $service"; exit 2 ;;
  esac
  if [ -z "$given" ] && ! "start_$service"; then
    if [ -n "${CI:-}" ]; then say "FAILED: no $service, which must be there in CI"; exit 1; fi
    say "SKIPPED: no $service on this machine, so this was not run: $*"
    exit 0
  fi
done
"$@"
