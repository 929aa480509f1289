#!/usr/bin/env bash
# proxy.sh [ROUNDS]: a photograph of 2725x2225 pixels to 720x588 as a JPEG of quality 80, by imgproxy's URLs for a local file with the cache off,
# beside a minimal server on sharp (npm) that is sent the same photograph, and beside imgproxy where there is one (IMGPROXY=path of
# its program), by turns in one run. Exit 1 when Sluice is slower than sharp, or slower than 1.05 of imgproxy. Needs wrk and npm.
set -euo pipefail
: "${JAVA_HOME:?}"
rounds=${1:-5} port=${PORT:-18178}
here=$(cd "$(dirname "$0")" && pwd)
command -v wrk >/dev/null || { echo "proxy: wrk is missing: apt-get install wrk" >&2; exit 2; }
work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
"$here/photo.sh" "$work/photo.jpg"
mkdir "$work/peer"
cp "$here/sharp-server.mjs" "$work/peer/"
(cd "$work/peer" && npm init -y >/dev/null && npm install --no-audit --no-fund sharp@0.35 >/dev/null)
bin/sluice serve --port "$port" --data "$work/data" --set proxy.local-root="$work" --set proxy.allow-unsigned=true \
  --set cache.enabled=false >"$work/log" 2>&1 &
pids+=($!)
PORT=$((port + 1)) node "$work/peer/sharp-server.mjs" &
pids+=($!)
names="sluice sharp"
if [ -n "${IMGPROXY:-}" ]; then
  IMGPROXY_BIND=127.0.0.1:$((port + 2)) IMGPROXY_LOCAL_FILESYSTEM_ROOT=$work "$IMGPROXY" >/dev/null 2>&1 &
  pids+=($!)
  names="$names imgproxy"
fi
cat >"$work/post.lua" <<LUA
wrk.method = "POST"
local file = io.open("$work/photo.jpg", "rb")
wrk.body = file:read("*a")
file:close()
LUA
ask() { # NAME CONNECTIONS SECONDS
  case $1 in
    sluice) wrk -t1 -c"$2" -d"$3s" "http://127.0.0.1:$port/img/insecure/rs:fit:720:588/q:80/plain/local:///photo.jpg@jpg" ;;
    sharp) wrk -t1 -c"$2" -d"$3s" -s "$work/post.lua" "http://127.0.0.1:$((port + 1))/?w=720&h=588&q=80" ;;
    imgproxy) wrk -t1 -c"$2" -d"$3s" "http://127.0.0.1:$((port + 2))/insecure/rs:fit:720:588/q:80/plain/local:///photo.jpg@jpg" ;;
  esac | awk '/Requests\/sec/ {r = $2} /Non-2xx|Socket errors/ {r = "BAD"} END {print r}'
}
for _ in $(seq 100); do curl -sf -o /dev/null "http://127.0.0.1:$port/health/ready" && break; sleep 0.1; done
for name in $names; do ask "$name" 8 4 >/dev/null; done
for _ in $(seq "$rounds"); do
  for name in $names; do
    for connections in 8 1; do echo "$name $connections $(ask "$name" "$connections" 5)" >>"$work/rates"; done
  done
done
grep -q BAD "$work/rates" && { echo "some requests failed" >&2; exit 1; }
median() { awk -v name="$1" -v at="$2" '$1 == name && $2 == at {print $3}' "$work/rates" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
peak() { awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$1/status"; }
index=0 code=0
for name in $names; do
  printf '%-9s %6.1f/s at 8 connections, %6.1f/s at 1, peak memory %d MB\n' "$name" "$(median "$name" 8)" "$(median "$name" 1)" "$(peak "${pids[$index]}")"
  if [ "$name" != sluice ]; then
    awk -v name="$name" -v sluice="$(median sluice 8)" -v peer="$(median "$name" 8)" -v own="$(peak "${pids[0]}")" -v their="$(peak "${pids[$index]}")" \
      'BEGIN { printf "Sluice is %.2f of %s with %.2f of its memory\n", sluice / peer, name, own / their
               exit sluice / peer < (name == "imgproxy" ? 1.05 : 1) }' || code=1
  fi
  index=$((index + 1))
done
exit $code
