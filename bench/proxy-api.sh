#!/usr/bin/env bash
# Whole Service proxies behind one API, ours beside the real kube-proxy, in turns; needs root, ip, nft, Go (once) and an idle machine.
# Usage: bench/proxy-api.sh [--services N] [--endpoints N] [--contenders binnacle,kube-proxy,kube-proxy-eager] [--rounds N] [--force]
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
[ "$(id -u)" = 0 ] || { echo "bench/proxy-api.sh: needs root, for network namespaces and nftables" >&2; exit 1; }
for program in ip nft git; do
  command -v "$program" >/dev/null || { echo "bench/proxy-api.sh: needs $program (Debian: apt install iproute2 nftables git)" >&2; exit 1; }
done
. .ci/jdk.sh
if [ "${BENCH_BUILD:-yes}" = yes ]; then
  bench/kube-proxy.sh
  ./binnacle --version
  mvn -q -B -Pquick -Dmaven.test.skip=true -pl bench -am package >/dev/null
  # The build itself is load: let it fade before the machine is asked whether it is idle.
  case " $* " in *" --force "*) ;; *) sleep 90 ;; esac
fi
exec "$JAVA_HOME/bin/java" -cp "bench/target/classes:$(cat bench/target/class-path)" io.binnacle.bench.proxy.ThroughApiBench "$@"
