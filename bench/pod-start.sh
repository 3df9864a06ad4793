#!/usr/bin/env bash
# How long Pods take to start with containerd, one after another and 50 at once, and how much of it is ours. Needs root, containerd,
# runc, the CNI plugins, busybox-static and an idle machine.
# Usage: bench/pod-start.sh [--pods N] [--single N] [--force]
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
[ "$(id -u)" = 0 ] || { echo "bench/pod-start.sh: needs root, for containers" >&2; exit 1; }
. .ci/jdk.sh
if [ "${BENCH_BUILD:-yes}" = yes ]; then
  ./binnacle --version
  mvn -q -B -Pquick -Dmaven.test.skip=true -pl bench -am package >/dev/null
  # The build itself is load: let it fade before the machine is asked whether it is idle.
  case " $* " in *" --force "*) ;; *) sleep 90 ;; esac
fi
exec "$JAVA_HOME/bin/java" -cp "bench/target/classes:$(cat bench/target/class-path)" io.binnacle.bench.PodStart "$@"
