#!/usr/bin/env bash
# photo.sh FILE: a made-up photograph of 2725x2225 pixels as a JPEG of quality 85, the same each time. Needs libvips-tools.
set -euo pipefail
command -v vips >/dev/null || { echo "photo: vips is missing: apt-get install libvips-tools" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
vips perlin "$work/large.v" 2725 2225 --cell-size 512 --seed 1
vips gaussnoise "$work/noise.v" 2725 2225 --mean 0 --sigma 9 --seed 2
vips perlin "$work/small.v" 2725 2225 --cell-size 64 --seed 3
for band in 1 2 3; do
  vips linear "$work/large.v" "$work/l$band.v" $((50 + 12 * band)) $((90 + 20 * band))
  vips linear "$work/small.v" "$work/s$band.v" $((20 + 5 * band)) 0
  vips add "$work/l$band.v" "$work/s$band.v" "$work/a$band.v"
  vips add "$work/a$band.v" "$work/noise.v" "$work/b$band.v"
done
vips bandjoin "$work/b1.v $work/b2.v $work/b3.v" "$work/joined.v"
vips cast "$work/joined.v" "$work/bytes.v" uchar
vips copy "$work/bytes.v" "$work/picture.v" --interpretation srgb
vips jpegsave "$work/picture.v" "$1" --Q 85
