#!/usr/bin/env bash
# start.sh [RUNS]: how long bin/sluice takes from exec to its ready line, and what it holds two seconds later.
# Exit 1 when a median is beyond 400 ms, 80 MB resident or 50 MB anonymous.
set -euo pipefail
runs=${1:-5} port=${PORT:-18170} rows=$(mktemp)
trap 'rm -rf "$rows" "${data:-}"' EXIT
echo "| run | ready ms | resident MB | anonymous MB |"
echo "|---|---|---|---|"
for run in $(seq 0 "$runs"); do
  data=$(mktemp -d)
  mkfifo "$data/ready"
  begun=$(date +%s%N)
  bin/sluice serve --port "$port" --data "$data/data" >"$data/ready" 2>"$data/log" &
  server=$!
  read -r line <"$data/ready" || { cat "$data/log" >&2; exit 1; }
  ready=$((($(date +%s%N) - begun) / 1000000))
  sleep 2
  awk -v ready=$ready -v run="$run" '/^VmRSS/{rss=$2/1024} /^RssAnon/{anon=$2/1024} END{printf "| %d | %d | %.1f | %.1f |\n", run, ready, rss, anon}' \
    /proc/$server/status >"$data/row"
  # The first run warms the page cache and does not count.
  [ "$run" = 0 ] || tee -a "$rows" <"$data/row"
  kill $server
  wait $server || true
  rm -rf "$data"
done
median() { awk -F'|' -v column="$1" '{print $column + 0}' "$rows" | sort -n | awk '{value[NR] = $1} END {print value[int((NR + 1) / 2)]}'; }
ready=$(median 3) resident=$(median 4) anonymous=$(median 5)
echo "median of $runs: ready $ready ms (bound 400), resident $resident MB (80), anonymous $anonymous MB (50)"
awk -v a="$ready" -v b="$resident" -v c="$anonymous" 'BEGIN {exit !(a <= 400 && b <= 80 && c <= 50)}'
