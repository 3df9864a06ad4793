#!/usr/bin/env bash
# Write a Service over HTTPS, ask the DNS until it answers: with 1,000 Services, durable store. Stop everything else first.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. .ci/jdk.sh
mvn -q -B -Pquick -Dmaven.test.skip=true -pl bench -am package >/dev/null
exec "$JAVA_HOME/bin/java" -cp "bench/target/classes:$(cat bench/target/class-path)" io.binnacle.bench.WriteToDns
