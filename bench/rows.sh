#!/usr/bin/env bash
# rows.sh: bench/Rows.java, compiled against target/classes, under the flags that bin/sluice sets.
set -euo pipefail
: "${JAVA_HOME:?}"
libraries=$(echo target/lib/*.jar | tr ' ' ':')
mkdir -p target/bench
"$JAVA_HOME/bin/javac" -d target/bench -cp "target/classes:$libraries" bench/Rows.java bench/CalibrationPictures.java
exec "$JAVA_HOME/bin/java" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
  -cp "target/bench:target/classes:$libraries" Rows "${TMPDIR:-/tmp}/sluice-calibration" "$@"
