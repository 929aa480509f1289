#!/usr/bin/env bash
# same.sh: what our row readers make of a picture beside what jpegtran, djpeg, libpng (by vips) and dwebp make of it, byte for byte.
set -euo pipefail
: "${JAVA_HOME:?}"
for tool in djpeg:libjpeg-turbo-progs cwebp:webp vips:libvips-tools; do
  command -v "${tool%:*}" >/dev/null || { echo "same.sh: '${tool%:*}' is missing; install the package '${tool#*:}'." >&2; exit 1; }
done
libraries=$(echo target/lib/*.jar | tr ' ' ':')
mkdir -p target/bench
"$JAVA_HOME/bin/javac" -d target/bench -cp "target/classes:$libraries" bench/Same.java
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ours() { "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -cp "target/bench:target/classes:$libraries" Same "$@"; }
# With optimal codes the scan of a baseline JPEG says what its coefficients are, and nothing else.
coefficients() {
  jpegtran -copy none -optimize -outfile "$work/all" "$1" 2>/dev/null
  tail -c "+$(LC_ALL=C grep -obUaP '\xff\xda' "$work/all" | head -n 1 | cut -d : -f 1)" "$work/all" >"$2"
}
failed=0 compared=0
same() { # NAME WITH-WHAT FILE FILE
  compared=$((compared + 1))
  if cmp -s "$3" "$4"; then echo "| $1 | $2 | same |"; else echo "| $1 | $2 | **different** |"; failed=$((failed + 1)); fi
}
echo "| Picture | Compared with | |"
echo "|---|---|---|"

# A photograph-like picture of odd size, with and without alpha, and one of few colours.
vips perlin "$work/1.v" 333 251 && vips gaussnoise "$work/2.v" 333 251 --mean 128 --sigma 20 && vips zone "$work/3.v" 333 251
vips bandjoin "$work/1.v $work/2.v $work/3.v" "$work/float.v" && vips linear "$work/float.v" "$work/wide.v" "120 1 100" "128 0 120"
vips cast "$work/wide.v" "$work/photo.ppm" uchar
vips cast "$work/2.v" "$work/alpha.v" uchar && vips bandjoin "$work/photo.ppm $work/alpha.v" "$work/alpha.png"
vips pngsave "$work/photo.ppm" "$work/palette.png" --palette --bitdepth 4

cat >"$work/script.txt" <<'SCRIPT'
0,1,2: 0-0, 0, 2;
0: 1-8, 0, 2; 2: 1-63, 0, 1; 1: 1-63, 0, 1; 0: 9-63, 0, 2;
0: 1-63, 2, 1; 0,1,2: 0-0, 2, 1; 0,1,2: 0-0, 1, 0; 2: 1-63, 1, 0; 1: 1-63, 1, 0; 0: 1-63, 1, 0;
SCRIPT
cat >"$work/mozjpeg.txt" <<'SCRIPT'
0: 0-0, 0, 0; 1,2: 0-0, 0, 0;
0: 1-2, 0, 1; 0: 3-63, 0, 1; 0: 1-63, 1, 0;
1: 1-8, 0, 0; 1: 9-63, 0, 0; 2: 1-8, 0, 0; 2: 9-63, 0, 0;
SCRIPT
jpeg() { local name=$1; shift; cjpeg -progressive -quality 85 "$@" -outfile "$work/$name.jpg" "$work/photo.ppm"; }
jpeg yuv420 -sample 2x2; jpeg yuv422 -sample 2x1; jpeg yuv440 -sample 1x2; jpeg yuv411 -sample 4x1; jpeg yuv444 -sample 1x1
jpeg grey -grayscale; jpeg restarts -restart 3B; jpeg restart-rows -restart 1; jpeg script -scans "$work/script.txt"
jpeg mozjpeg -scans "$work/mozjpeg.txt"; jpeg coarse -quality 3; jpeg fine -quality 100 -sample 1x1
for file in "$work"/*.jpg src/test/resources/jpeg/*.jpg; do
  case $file in *.baseline.jpg) continue ;; esac
  name=$(basename "$file")
  ours jpeg "$file" "$work/ours.jpeg"
  coefficients "$file" "$work/a"
  coefficients "$work/ours.jpeg" "$work/b"
  same "$name" "jpegtran's coefficients" "$work/a" "$work/b"
  # djpeg writes no CMYK.
  if djpeg -outfile "$work/a" "$file" 2>/dev/null; then
    djpeg -outfile "$work/b" "$work/ours.jpeg"
    same "$name" "djpeg's pixels" "$work/a" "$work/b"
  else
    vips rawsave "$file" "$work/a" && vips rawsave "$work/ours.jpeg" "$work/b"
    same "$name" "libvips' pixels" "$work/a" "$work/b"
  fi
  rm -f "$work/ours.jpeg"
done

for source in photo.ppm alpha.png palette.png; do
  for effort in 0 1 2 3 4 5 6 7 8 9; do
    cwebp -quiet -lossless -z "$effort" "$work/$source" -o "$work/picture.webp"
    ours webp "$work/picture.webp" "$work/a"
    # dwebp writes alpha always, ours only where it is.
    dwebp -quiet "$work/picture.webp" -pam -o "$work/b"
    if head -c 60 "$work/a" | grep -q 'DEPTH 3'; then dwebp -quiet "$work/picture.webp" -ppm -o "$work/b"; tail -n +4 "$work/b" >"$work/c"; tail -n +8 "$work/a" >"$work/b"; mv "$work/c" "$work/a"; fi
    same "$source, cwebp -lossless -z $effort" "dwebp's pixels" "$work/a" "$work/b"
  done
done

for file in src/test/resources/png/i*.png; do
  ours png "$file" "$work/a"
  vips rawsave "$file" "$work/b"
  same "$(basename "$file")" "libpng's pixels" "$work/a" "$work/b"
done
echo
echo "$compared comparisons, $failed different"
[ "$failed" = 0 ]
