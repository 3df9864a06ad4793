#!/usr/bin/env bash
# How well the doctor finds causes: worlds with a fault put in, each shown by an oracle to break something; by class, with two faults at
# once, with nothing wrong; and what the rules of popeye and k8sgpt report of the same. Deterministic; takes about a minute.
# Usage: bench/doctor-score.sh [--misses]
#   --misses   also each case in which the cause was not named first, and remedies that did not mend
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
case " $* " in *" --help "*|*" -h "*) sed -n '2,5s/^# //p' bench/doctor-score.sh; exit 0 ;; esac
. .ci/jdk.sh
misses=false
case " $* " in *" --misses "*) misses=true ;; esac
table=$(mktemp)
trap 'rm -f "$table"' EXIT
mvn -q -B -o -Pquick -pl doctor -am -Dtest=CorpusTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Dcorpus.table="$table" -Dcorpus.misses="$misses" test >&2 || true
cat "$table"
