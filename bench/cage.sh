#!/usr/bin/env bash
# cage.sh LIMIT_MB COMMAND...: runs COMMAND in a memory cgroup of that size without swap (root), and says at the end how high it
# went and whether the kernel killed anything. cgroup v1 and v2.
set -u
[ "$(id -u)" = 0 ] || { echo "cage: a memory cgroup can only be made by root" >&2; exit 2; }
limit=$(($1 << 20))
shift
if [ -d /sys/fs/cgroup/memory ]; then
  cage=/sys/fs/cgroup/memory/sluice.$$
  mkdir "$cage" || exit 2
  echo $limit >"$cage/memory.limit_in_bytes"
  peak=memory.max_usage_in_bytes kills=memory.oom_control
else
  cage=/sys/fs/cgroup/sluice.$$
  mkdir "$cage" || exit 2
  echo $limit >"$cage/memory.max"
  echo 0 >"$cage/memory.swap.max" 2>/dev/null
  peak=memory.peak kills=memory.events
fi
bash -c 'echo $$ >"$0/cgroup.procs"; exec "$@"' "$cage" "$@" &
child=$!
trap 'kill -TERM $child 2>/dev/null' TERM INT
wait $child
code=$?
[ $code -gt 128 ] && wait $child 2>/dev/null && code=$?
echo "cage: exit $code, peak $(($(cat "$cage/$peak") >> 20)) MB of $((limit >> 20)), oom kills $(awk '/^oom_kill /{print $2}' "$cage/$kills")" >&2
for _ in 1 2 3 4 5; do rmdir "$cage" 2>/dev/null && break; sleep 0.2; done
exit $code
