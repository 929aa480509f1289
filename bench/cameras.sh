#!/usr/bin/env bash
# cameras.sh [SECONDS] [LIMIT_MB] [CYCLES]: four cameras of 1280x720 at 15 frames a second, ten viewers each (one of them slow), looked at for motion
# and recorded, in a memory cgroup (root); then CYCLES times all four started, looked at and stopped. See bench/Cameras.java for the bounds.
set -euo pipefail
: "${JAVA_HOME:?}"
seconds=${1:-300} limit=${2:-128} cycles=${3:-300} port=${PORT:-18182}
here=$(cd "$(dirname "$0")" && pwd)
command -v ffmpeg >/dev/null || { echo "cameras: ffmpeg is missing: apt-get install ffmpeg" >&2; exit 2; }
data=$(mktemp -d)
mkdir "$data/frames"
ffmpeg -loglevel error -f lavfi -i testsrc2=size=1280x720:rate=15 -t 4 -q:v 4 "$data/frames/%03d.jpg"
"$here/cage.sh" "$limit" bin/sluice serve --port "$port" --data "$data/data" --set camera.record.max-total=200MiB >"$data.log" 2>&1 &
cage=$!
trap 'kill $cage 2>/dev/null || true; wait $cage 2>/dev/null || true; rm -rf "$data" "$data.log"' EXIT
for _ in $(seq 100); do curl -sf -o /dev/null "http://127.0.0.1:$port/health/ready" && break; sleep 0.1; done
server=$(pgrep -f "dev.sluice.cli.Main serve --port $port " | tail -1)
code=0
timeout $((seconds + cycles * 3 + 120)) "$JAVA_HOME/bin/java" -Xmx256m "$here/Cameras.java" "$port" "$data/frames" "$seconds" "$cycles" "$server" || code=$?
kill $cage
wait $cage 2>/dev/null || true
grep -h '^cage:' "$data.log" | tail -1
[ $code = 0 ] || { grep -v ' INFO ' "$data.log" | tail -n 40 >&2; exit $code; }
grep -q 'oom kills 0' "$data.log" || { echo "cameras: the kernel killed the server" >&2; exit 1; }
