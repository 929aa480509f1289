#!/usr/bin/env bash
# check.sh [--quick]: what ./run check does after the set-up. Format, compile with all warnings as errors, rules and tests; then, unless
# --quick, the built program itself: the tour of the README and a minute of mixed load in a memory cgroup.
set -euo pipefail
cd "$(dirname "$0")/.."
case "${1:-}" in
  --quick) exec mvn verify -Dtest.excludedGroups=slow ;;
  '') ;;
  *) echo "./run check: there is no option '$1'" >&2; exit 2 ;;
esac
mvn verify
./run build
deploy/tour.sh README.md
./run bench soak 60 256
