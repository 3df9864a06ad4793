#!/usr/bin/env bash
# The Service proxy beside kube-proxy's rules, in turns, in network namespaces of its own; needs root, ip, nft and an idle machine.
# Usage: bench/proxy.sh [--points cold,change,first] [--contenders A,B] [--rounds N] [--up-to N] [--small] [--force]
#   --up-to      leave out the points with more endpoints
#   --small      a few Services: does it work?   --force  measure although the machine is busy, and say so
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
[ "$(id -u)" = 0 ] || { echo "bench/proxy.sh: needs root, for network namespaces and nftables" >&2; exit 1; }
for program in ip nft git; do
  command -v "$program" >/dev/null || { echo "bench/proxy.sh: needs $program (Debian: apt install iproute2 nftables git)" >&2; exit 1; }
done
. .ci/jdk.sh
if [ "${BENCH_BUILD:-yes}" = yes ]; then
  mvn -q -B -Pquick -Dmaven.test.skip=true -pl bench -am package >/dev/null
  # The build itself is load: let it fade before the machine is asked whether it is idle.
  case " $* " in *" --force "*) ;; *) sleep 90 ;; esac
fi
exec "$JAVA_HOME/bin/java" -cp "bench/target/classes:$(cat bench/target/class-path)" io.binnacle.bench.proxy.ProxyBench "$@"
