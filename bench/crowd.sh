#!/usr/bin/env bash
# crowd.sh [COUNT] [LIMIT_MB]: progressive JPEGs of 80 megapixels, first one after the other, then all at once, to a server in a memory
# cgroup. Exit 1 when one is not answered with a picture, when all at once take longer than one after the other, or when something
# is killed.
set -euo pipefail
: "${JAVA_HOME:?}"
count=${1:-10} limit=${2:-128} port=${PORT:-18172}
here=$(cd "$(dirname "$0")" && pwd)
picture=$("$here/rows.sh" progressive.jpg 10000 8000)
data=$(mktemp -d)
"$here/cage.sh" "$limit" bin/sluice serve --port "$port" --data "$data" >"$data.log" 2>&1 &
cage=$!
trap 'kill $cage 2>/dev/null || true; wait $cage 2>/dev/null || true; rm -rf "$data" "$data.log" "$data.codes"' EXIT
until curl -sf -o /dev/null "http://127.0.0.1:$port/health/ready"; do sleep 0.1; done
post() {
  curl -s -m 120 -o /dev/null -w '%{http_code}\n' --data-binary @"$picture" -H 'Content-Type: image/jpeg' -H 'Expect:' \
    "http://127.0.0.1:$port/transform?w=720&h=588&format=jpeg" >>"$data.codes"
}
now() { date +%s%3N; }
post
start=$(now)
for _ in $(seq "$count"); do post; done
apart=$(($(now) - start))
start=$(now)
clients=()
for _ in $(seq "$count"); do post & clients+=($!); done
wait "${clients[@]}"
together=$(($(now) - start))
kill $cage
wait $cage 2>/dev/null || true
answered=$(grep -c '^200$' "$data.codes" || true)
echo "$count progressive JPEGs of 80 megapixels, $(stat -c %s "$picture") bytes each, in $limit MB: one after the other $apart ms, at once $together ms"
echo "answered with a picture: $answered of $((2 * count + 1)); $(grep -h '^cage:' "$data.log" | tail -1)"
[ "$answered" = $((2 * count + 1)) ] && [ "$together" -le "$apart" ] && grep -q 'oom kills 0' "$data.log"
