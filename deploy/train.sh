#!/usr/bin/env bash
# train.sh HOME: starts the program built in HOME once, uses it, and keeps the classes it loaded as an ahead-of-time cache for
# the JVM that is installed here. Any other JVM ignores the cache. With the memory of a small machine, so with C1: what C2 would add to the cache
# makes every start a third slower and 20 MB larger.
set -euo pipefail
home=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkfifo "$work/ready"
SLUICE_JVM="-XX:AOTCacheOutput=$home/sluice.aot -Xlog:aot=error:stderr" "$home/bin/sluice" serve --port 0 --memory 512MiB --data "$work/data" >"$work/ready" 2>"$work/log" &
server=$!
read -r line <"$work/ready" || { cat "$work/log"; exit 1; }
url=$(printf '%s' "$line" | grep -o 'http://[^ ,]*')
ask() { curl -sf -m 20 -o "$work/answer" "$@" || { echo "training request failed: $*"; cat "$work/log"; exit 1; }; }
ask "$url/health/ready"
ask -H 'Content-Type: application/octet-stream' --data-binary @"$(dirname "$0")/training.png" "$url/transform?w=32&h=32&format=jpeg"
ask -H 'Content-Type: application/octet-stream' --data-binary @"$work/answer" "$url/transform?w=16&format=png"
kill $server
wait $server || true
[ -s "$home/sluice.aot" ] || { echo "the JVM wrote no cache"; cat "$work/log"; exit 1; }
ls -l "$home/sluice.aot" | awk '{printf "cache of %.1f MB\n", $5 / 1048576}'
cp "$("$home/bin/java-home")/release" "$home/sluice.aot.release" || echo "the JVM has no file 'release': the launcher will give it more metaspace"
