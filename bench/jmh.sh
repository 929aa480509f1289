#!/usr/bin/env bash
# jmh.sh [PICTURE...]: JMH runs bench/jmh/dev/sluice/bench/RowReadersBenchmark.java on pictures; without any on three of 24 megapixels that it draws.
set -euo pipefail
: "${JAVA_HOME:?}"
here=$(cd "$(dirname "$0")" && pwd)
pictures=("$@")
if [ $# = 0 ]; then
  for kind in progressive.jpg interlaced.png lossless.webp; do pictures+=("$("$here/rows.sh" "$kind" 6000 4000)"); done
fi
mvn -q -f "$here/jmh/pom.xml" package
libraries=$(echo target/lib/*.jar target/jmh/lib/*.jar | tr ' ' ':')
mkdir -p target/jmh/classes
"$JAVA_HOME/bin/javac" -proc:full -d target/jmh/classes -cp "target/classes:$libraries" "$here/jmh/dev/sluice/bench/RowReadersBenchmark.java"
joined=$(IFS=,; echo "${pictures[*]}")
# First with the compiler that bin/sluice uses, then with the JVM's own choice.
for level in 1 4; do
  echo "compiler level $level"
  "$JAVA_HOME/bin/java" -cp "target/jmh/classes:target/classes:$libraries" org.openjdk.jmh.Main -jvmArgsPrepend "-XX:TieredStopAtLevel=$level" \
    -p picture="$joined"
done
