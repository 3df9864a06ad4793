#!/usr/bin/env bash
# How well the doctor finds causes: worlds with a fault put in, each shown by an oracle to break something; by class, with two faults at
# once, with nothing wrong; and what the rules of popeye and k8sgpt report of the same. Below it the same for a fresh
# set, scored once: its author had seen no check nor heard the doctor. Deterministic; takes about a minute.
# Usage: bench/doctor-score.sh [--misses]
#   --misses   also each case in which the cause was not named first, and remedies that did not mend
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
case " $* " in *" --help "*|*" -h "*) sed -n '2,6s/^# //p' bench/doctor-score.sh; exit 0 ;; esac
. .ci/jdk.sh
misses=false
case " $* " in *" --misses "*) misses=true ;; esac
table=$(mktemp)
fresh=$(mktemp)
trap 'rm -f "$table" "$fresh"' EXIT
status=0
mvn -q -B -Pquick -pl doctor -am -Dtest='CorpusTest,FreshTest' -Dsurefire.failIfNoSpecifiedTests=false \
  -Dcorpus.table="$table" -Dcorpus.fresh.table="$fresh" -Dcorpus.misses="$misses" test >&2 || status=$?
cat "$table"
echo
cat "$fresh"
exit "$status" # not 0 where a threshold is missed
