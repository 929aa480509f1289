#!/usr/bin/env bash
# tour.sh README: starts the built program with its defaults in an empty folder and runs every `curl` line of the tour there, as a
# reader would paste it. Exit 1 when one fails.
set -euo pipefail
readme=$(readlink -f "$1") home=$PWD
work=$(mktemp -d)
trap 'kill ${server:-0} 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
mkfifo ready
"$home/bin/sluice" serve >ready 2>log &
server=$!
read -r line <ready || { cat log >&2; exit 1; }
echo "$line"
awk '/^## Tour/{on=1; next} /^## /{on=0} on && /^```sh/{code=1; next} /^```/{code=0} on && code' "$readme" >tour
[ -s tour ] || { echo "tour: the README has no tour" >&2; exit 1; }
"$home/bin/sluice" transform "$home/deploy/training.png" photo.jpg --w 1600 --enlarge
bash -euo pipefail -c 'curl() { command curl --fail-with-body -sS "$@"; }; set -v; . ./tour' || { echo "tour: a line failed" >&2; tail -n 20 log >&2; exit 1; }
kill $server
wait $server && echo "tour: every line worked, the server stopped in order"
