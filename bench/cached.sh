#!/usr/bin/env bash
# cached.sh [ROUNDS]: one cached answer of about 68 KB at 32 connections, from Sluice and from nginx's proxy_cache before it, by turns, in one
# run; then from Sluice's disk tier after a restart. Exit 1 when Sluice answers less often than nginx. Needs nginx and wrk.
set -euo pipefail
: "${JAVA_HOME:?}"
rounds=${1:-5} port=${PORT:-18174} front=$((${PORT:-18174} + 1))
here=$(cd "$(dirname "$0")" && pwd)
for tool in nginx wrk; do
  command -v "$tool" >/dev/null || { echo "cached: $tool is missing: apt-get install nginx-light wrk" >&2; exit 2; }
done
work=$(mktemp -d)
chmod 755 "$work"
trap 'kill $server $nginx 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
"$here/photo.sh" "$work/photo.jpg"
bin/sluice serve --port "$port" --data "$work/data" --set proxy.local-root="$work" --set proxy.allow-unsigned=true >"$work/log" 2>&1 &
server=$!
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
nginx=$!
path="/img/insecure/rs:fit:720:588/q:89/plain/local:///photo.jpg@jpg"
for _ in $(seq 100); do curl -sf -o "$work/answer" "http://127.0.0.1:$front$path" && break; sleep 0.2; done
for _ in $(seq 10); do # it keeps an answer a moment after it has given it
  said=$(curl -s -o /dev/null -D - "http://127.0.0.1:$front$path") && grep -q 'X-Cache: HIT' <<<"$said" && break
  sleep 0.2
done
grep -q 'X-Cache: HIT' <<<"$said" || { echo "cached: nginx does not cache: $said" >&2; exit 2; }
load() { # PORT SECONDS
  wrk -t1 -c32 -d"$2s" "http://127.0.0.1:$1$path" | awk '/Requests\/sec/ {r = $2} /Non-2xx|Socket errors/ {r = "BAD"} END {print r}'
}
load "$port" 20 >/dev/null # until the optimiser has seen to all of it
load "$front" 2 >/dev/null
for _ in $(seq "$rounds"); do
  echo "nginx $(load "$front" 4)" >>"$work/rates"
  echo "sluice $(load "$port" 4)" >>"$work/rates"
done
median() { awk -v name="$1" '$1 == name {print $2}' "$work/rates" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
peak() { awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$1/status"; }
grep -q BAD "$work/rates" && { echo "some requests failed" >&2; exit 1; }
awk -v size="$(stat -c %s "$work/answer")" -v sluice="$(median sluice)" -v nginx="$(median nginx)" -v peak="$(peak "$server")" 'BEGIN {
  printf "a cached answer of %d bytes at 32 connections: Sluice %d/s, nginx proxy_cache before it %d/s, ratio %.2f; peak memory %d MB\n", size, sluice, nginx, sluice / nginx, peak
  exit sluice < nginx }'
