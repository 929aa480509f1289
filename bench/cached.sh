#!/usr/bin/env bash
# cached.sh [ROUNDS]: one cached answer of about 68 KB at 32 connections, from Sluice, from a Sluice that keeps its cache in Redis only, and from
# nginx's proxy_cache before the first, by turns in one run. Exit 1 when Sluice answers less often than nginx, or from Redis less often than
# 0.3 of it. From Redis 32 different answers are measured as well: those who ask for the same one at once share what Redis says. Needs nginx,
# wrk and redis-server.
set -euo pipefail
: "${JAVA_HOME:?}"
rounds=${1:-5} port=${PORT:-18174}
front=$((port + 1)) shared=$((port + 2)) redis=$((port + 3))
here=$(cd "$(dirname "$0")" && pwd)
for tool in nginx wrk redis-server; do
  command -v "$tool" >/dev/null || { echo "cached: $tool is missing: apt-get install nginx-light wrk redis-server" >&2; exit 2; }
done
work=$(mktemp -d)
chmod 755 "$work"
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
"$here/photo.sh" "$work/photo.jpg"
bin/sluice serve --port "$port" --data "$work/data" --set proxy.local-root="$work" --set proxy.allow-unsigned=true >"$work/log" 2>&1 &
server=$!
redis-server --port "$redis" --bind 127.0.0.1 --save '' --dir "$work" >/dev/null &
pids+=($server $!)
bin/sluice serve --port "$shared" --data "$work/other" --set proxy.local-root="$work" --set proxy.allow-unsigned=true \
  --set cache.disk=0 --set cache.redis.url="redis://127.0.0.1:$redis" >"$work/log.other" 2>&1 &
pids+=($!)
mkdir -p "$work/nginx"
cat >"$work/nginx.conf" <<CONF
$([ "$(id -u)" = 0 ] && echo "user root;") daemon off; pid $work/nginx.pid; error_log $work/nginx.log; worker_processes auto;
events { worker_connections 512; }
http {
  access_log $work/access.log; sendfile on; open_file_cache max=100;
  client_body_temp_path $work/nginx/body; proxy_temp_path $work/nginx/proxy; fastcgi_temp_path $work/nginx/fastcgi;
  uwsgi_temp_path $work/nginx/uwsgi; scgi_temp_path $work/nginx/scgi;
  proxy_cache_path $work/nginx/cache keys_zone=pictures:1m;
  server { listen 127.0.0.1:$front; location / { proxy_pass http://127.0.0.1:$port; proxy_cache pictures; add_header X-Cache \$upstream_cache_status; } }
}
CONF
nginx -c "$work/nginx.conf" &
pids+=($!)
path="/img/insecure/rs:fit:720:588/q:89/plain/local:///photo.jpg@jpg"
for _ in $(seq 100); do curl -sf -o "$work/answer" "http://127.0.0.1:$front$path" && break; sleep 0.2; done
for _ in $(seq 10); do # it keeps an answer a moment after it has given it
  said=$(curl -s -o /dev/null -D - "http://127.0.0.1:$front$path") && grep -q 'X-Cache: HIT' <<<"$said" && break
  sleep 0.2
done
grep -q 'X-Cache: HIT' <<<"$said" || { echo "cached: nginx does not cache: $said" >&2; exit 2; }
for _ in $(seq 10); do # Redis is written to behind the first answer
  said=$(curl -s -o /dev/null -D - "http://127.0.0.1:$shared$path") && grep -qi 'X-Sluice-Cache: hit' <<<"$said" && break
  sleep 0.2
done
grep -qi 'X-Sluice-Cache: hit' <<<"$said" || { echo "cached: Redis does not keep the answer: $said" >&2; exit 2; }
cat >"$work/different.lua" <<'LUA'
local asked = 0
request = function()
  asked = asked + 1
  return wrk.format("GET", string.format("/img/insecure/rs:fit:%d:588/q:89/plain/local:///photo.jpg@jpg", 689 + asked % 32))
end
LUA
load() { # PORT SECONDS [OPTIONS]
  wrk -t1 -c32 -d"$2s" "${@:3}" "http://127.0.0.1:$1$path" | awk '/Requests\/sec/ {r = $2} /Non-2xx|Socket errors/ {r = "BAD"} END {print r}'
}
load "$port" 20 >/dev/null # until the optimiser has seen to all of it
load "$shared" 20 >/dev/null
load "$shared" 5 -s "$work/different.lua" >/dev/null
load "$front" 2 >/dev/null
for _ in $(seq "$rounds"); do
  echo "nginx $(load "$front" 4)" >>"$work/rates"
  echo "sluice $(load "$port" 4)" >>"$work/rates"
  echo "redis $(load "$shared" 4)" >>"$work/rates"
  echo "different $(load "$shared" 4 -s "$work/different.lua")" >>"$work/rates"
done
median() { awk -v name="$1" '$1 == name {print $2}' "$work/rates" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
peak() { awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$1/status"; }
grep -q BAD "$work/rates" && { echo "some requests failed" >&2; exit 1; }
awk -v size="$(stat -c %s "$work/answer")" -v sluice="$(median sluice)" -v nginx="$(median nginx)" -v redis="$(median redis)" \
  -v different="$(median different)" -v peak="$(peak "$server")" 'BEGIN {
  printf "a cached answer of %d bytes at 32 connections: Sluice %d/s, nginx proxy_cache before it %d/s, ratio %.2f; peak memory %d MB\n", size, sluice, nginx, sluice / nginx, peak
  printf "from Redis %d/s, ratio %.2f; 32 different ones %d/s, ratio %.2f\n", redis, redis / nginx, different, different / nginx
  exit sluice < nginx || redis < 0.3 * nginx }'
