#!/usr/bin/env bash
# day.sh [REQUESTS] [SOURCES] [LIMIT_MB] [DISK_MB]: a day of the image proxy in minutes, in a memory cgroup (root), with a Redis that is restarted
# twice; see bench/Day.java for the mix and the bounds.
set -euo pipefail
: "${JAVA_HOME:?}"
requests=${1:-200000} sources=${2:-20000} limit=${3:-256} disk=${4:-40} port=${PORT:-18178}
origin=$((port + 1)) redis=$((port + 2))
here=$(cd "$(dirname "$0")" && pwd)
command -v redis-server >/dev/null || { echo "day: redis-server is missing: apt-get install redis-server" >&2; exit 2; }
data=$(mktemp -d)
"$here/cage.sh" "$limit" bin/sluice serve --port "$port" --data "$data" \
  --set fetch.allow-networks=127.0.0.0/8 --set fetch.ports="$origin" --set proxy.allow-unsigned=true \
  --set cache.disk="${disk}MiB" --set cache.failures=1s --set cache.redis.url="redis://127.0.0.1:$redis" >"$data.log" 2>&1 &
cage=$!
trap 'kill $cage 2>/dev/null || true; wait $cage 2>/dev/null || true; rm -rf "$data" "$data.log"' EXIT
code=0
timeout 3600 "$JAVA_HOME/bin/java" -Xmx256m "$here/Day.java" "$port" "$origin" "$redis" "$requests" "$sources" "$disk" || code=$?
kill $cage
wait $cage 2>/dev/null || true
grep -h '^cage:' "$data.log" | tail -1
[ $code = 0 ] || { grep -v ' INFO ' "$data.log" | tail -n 40 >&2; exit $code; }
grep -q 'oom kills 0' "$data.log" || { echo "day: the kernel killed the server" >&2; exit 1; }
