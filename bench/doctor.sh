#!/usr/bin/env bash
# The doctor on a cluster of ten thousand Services, a hundred of them broken: the whole command, and its parts. Stop everything else
# first. Usage: bench/doctor.sh [--services N] [--rounds N] [--force]
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
case " $* " in *" --help "*|*" -h "*) sed -n '2,3s/^# //p' bench/doctor.sh; exit 0 ;; esac
. .ci/jdk.sh
if [ "${BENCH_BUILD:-yes}" = yes ]; then
  mvn -q -B -Pquick -Dmaven.test.skip=true -pl bench -am package >/dev/null
  # A start is measured: the AOT cache must be of these very jars, or the JVM leaves it aside without a word.
  dist=app/target/dist
  [ -z "$(find "$dist/lib" -newer "$dist/binnacle.aot" -print -quit 2>&1)" ] || rm -f "$dist/binnacle.aot"
  ./binnacle --version >/dev/null
  case " $* " in *" --force "*) ;; *) sleep 90 ;; esac
fi
exec "$JAVA_HOME/bin/java" -Xmx2g -cp "bench/target/classes:$(cat bench/target/class-path)" io.binnacle.bench.doctor.DoctorBench "$@"
