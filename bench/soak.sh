#!/usr/bin/env bash
# soak.sh [SECONDS] [LIMIT_MB]: bench/Soak.java loads a server in a memory cgroup; see there for the mix and the bounds.
set -euo pipefail
seconds=${1:-1800} limit=${2:-256} port=${PORT:-18171}
here=$(cd "$(dirname "$0")" && pwd)
data=$(mktemp -d)
"$here/cage.sh" "$limit" bin/sluice serve --port "$port" --data "$data" --set access.hosts=127.0.0.1 >"$data.log" 2>&1 &
cage=$!
trap 'kill $cage 2>/dev/null || true; wait $cage 2>/dev/null || true; rm -rf "$data" "$data.log"' EXIT
code=0
"$JAVA_HOME/bin/java" -Xmx256m "$here/Soak.java" "http://127.0.0.1:$port" "$seconds" "$data" || code=$?
kill $cage
wait $cage 2>/dev/null || true
grep -h '^cage:' "$data.log" || true
[ $code = 0 ] || { grep -v " INFO " "$data.log" | tail -n 40 >&2; exit $code; }
grep -q 'oom kills 0' "$data.log" || { echo "soak: the kernel killed the server" >&2; exit 1; }
