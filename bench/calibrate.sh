#!/usr/bin/env bash
# calibrate.sh [WORD]: bench/Calibrate.java, compiled against target/classes; rows that contain WORD, or all.
set -euo pipefail
: "${JAVA_HOME:?}"
libraries=$(echo target/lib/*.jar | tr ' ' ':')
mkdir -p target/bench
"$JAVA_HOME/bin/javac" -d target/bench -cp "target/classes:$libraries" bench/Calibrat*.java
exec "$JAVA_HOME/bin/java" -Xmx64m --enable-native-access=ALL-UNNAMED -cp "target/bench:target/classes:$libraries" \
  Calibrate "${TMPDIR:-/tmp}/sluice-calibration" "$@"
