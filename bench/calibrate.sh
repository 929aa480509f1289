#!/usr/bin/env bash
# calibrate.sh [WORD]: bench/Calibrate.java, compiled against target/classes; rows that contain WORD, or all.
set -euo pipefail
: "${JAVA_HOME:?}"
libraries=$(echo target/lib/*.jar | tr ' ' ':')
# As bin/sluice sets them.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-1}" MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-131072}" \
  MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-2097152}"
mkdir -p target/bench
"$JAVA_HOME/bin/javac" -d target/bench -cp "target/classes:$libraries" bench/Calibrat*.java
exec "$JAVA_HOME/bin/java" -Xmx64m --enable-native-access=ALL-UNNAMED -cp "target/bench:target/classes:$libraries" \
  Calibrate "${TMPDIR:-/tmp}/sluice-calibration" "$@"
