#!/usr/bin/env bash
# The cluster DNS beside a bare C echo, NSD, Knot and CoreDNS: same names, same queries, answers compared first, in turns, in a network
# namespace of its own. Needs root, ip, gcc, nsd, knotd, Go (once, for CoreDNS) and an idle machine; takes about a quarter of an hour.
# Usage: bench/dns.sh [--only PART,PART] [--rounds N] [--services N] [--seconds S] [--force] [-o json]
#   --only      saturation, latency, scale, changes, start, forwarding, memory
#   --rounds    of what is measured in turns (8)    --seconds  each turn (2)    --services  in the cluster (10000)
#   --force     measure although the machine is busy, and say so
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
case " $* " in *" --help "*|*" -h "*) sed -n '2,7s/^# //p' bench/dns.sh; exit 0 ;; esac
[ "$(id -u)" = 0 ] || { echo "bench/dns.sh: needs root, for a network namespace" >&2; exit 1; }
for program in ip unshare taskset chrt gcc nsd knotd git; do
  command -v "$program" >/dev/null || { echo "bench/dns.sh: needs $program (Debian: apt install iproute2 util-linux gcc nsd knot git)" >&2; exit 1; }
done
. .ci/jdk.sh
coredns=$(bench/coredns.sh) || { echo "bench/dns.sh: no CoreDNS: its figures are left out" >&2; coredns=; }
if [ "${BENCH_BUILD:-yes}" = yes ]; then
  mvn -q -B -Pquick -Dmaven.test.skip=true -pl bench -am package >/dev/null
  # A start is measured: the AOT cache must be of these very jars, or the JVM leaves it aside without a word.
  dist=app/target/dist
  [ -z "$(find "$dist/lib" -newer "$dist/binnacle.aot" -print -quit 2>&1)" ] || rm -f "$dist/binnacle.aot"
  ./binnacle --version >/dev/null
  # The build itself is load: let it fade before the machine is asked whether it is idle.
  case " $* " in *" --force "*) ;; *) sleep 90 ;; esac
fi
progress=false
[ -t 2 ] && progress=true
# The namespace ends with its last process; the largest socket buffers anybody asks for are 4 MiB.
exec unshare --net --mount --mount-proc --pid --fork --kill-child -- bash -c '
  ip link set lo up
  exec "$@"' bench "$JAVA_HOME/bin/java" -Xmx1g -Dbench.coredns="$coredns" -Dbench.progress="$progress" \
  -cp "bench/target/classes:$(cat bench/target/class-path)" io.binnacle.bench.dns.DnsBench "$@"
