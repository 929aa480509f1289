#!/usr/bin/env bash
# identical.sh [COUNT] [LIMIT_MB]: the same cold picture of another server asked for by many at once, from a server in a memory cgroup (root).
# Exit 1 unless there was one fetch and one rendering, all answers are equal, and nothing was killed.
set -euo pipefail
: "${JAVA_HOME:?}"
count=${1:-1000} limit=${2:-256} port=${PORT:-18176} origin=$((${PORT:-18176} + 1))
here=$(cd "$(dirname "$0")" && pwd)
data=$(mktemp -d)
"$here/photo.sh" "$data/photo.jpg"
"$here/cage.sh" "$limit" bin/sluice serve --port "$port" --data "$data/data" \
  --set fetch.allow-networks=127.0.0.0/8 --set fetch.ports="$origin" >"$data.log" 2>&1 &
cage=$!
trap 'kill $cage 2>/dev/null || true; wait $cage 2>/dev/null || true; rm -rf "$data" "$data.log"' EXIT
for _ in $(seq 100); do curl -sf -o /dev/null "http://127.0.0.1:$port/health/ready" && break; sleep 0.1; done
server=$(pgrep -f "dev.sluice.cli.Main serve --port $port " | tail -1)
code=0
"$JAVA_HOME/bin/java" -Xmx256m "$here/Identical.java" "$port" "$origin" "$data/photo.jpg" "$count" "$server" || code=$?
kill $cage
wait $cage 2>/dev/null || true
grep -h '^cage:' "$data.log" | tail -1
[ $code = 0 ] && grep -q 'oom kills 0' "$data.log"
