#!/usr/bin/env bash
# The doctor's fault corpus before popeye and k8sgpt themselves: each world is shown to both programs by an API server of its own on the
# loopback interface; what they report, beside the doctor's and beside their rules told anew. Needs Go, once, to build the two from
# their modules, which takes some minutes; a run with 4 cases of each class is 500 worlds at 1 to 3 seconds.
# Usage: bench/doctor-peers.sh [--sample K] [--look-alikes no] [--progress]
#   --sample       cases of each class (4); there are up to 14
#   --look-alikes  no: of the worlds in which nothing is wrong only those that do not even look so
#   --progress     names each world as it is done
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
sample=4
lookalikes=true
progress=false
while [ $# -gt 0 ]; do
  case $1 in
    --sample) sample=${2:?--sample needs a number}; shift ;;
    --look-alikes) if [ "${2:?--look-alikes needs yes or no}" = no ]; then lookalikes=false; fi; shift ;;
    --progress) progress=true ;;
    --help|-h) sed -n '2,8s/^# //p' bench/doctor-peers.sh; exit 0 ;;
    *) echo "bench/doctor-peers.sh: no option $1; see --help" >&2; exit 2 ;;
  esac
  shift
done
. .ci/jdk.sh

# Prints where the program is; builds it from a copy of its module, so that the replacements in its go.mod hold.
program() { # NAME MODULE VERSION
  local kept=${XDG_CACHE_HOME:-$HOME/.cache}/binnacle-bench/$1-$3
  if [ ! -x "$kept/$1" ]; then
    command -v go >/dev/null || { echo "bench/doctor-peers.sh: needs Go 1.24 or newer, to build $1" >&2; return 1; }
    mkdir -p "$kept"
    local module
    module=$(go mod download -json "$2@v$3" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
    rm -rf "$kept/source"
    cp -r "$module" "$kept/source"
    chmod -R u+w "$kept/source"
    (cd "$kept/source" && CGO_ENABLED=0 nice -n 19 go build -p 1 -trimpath -buildvcs=false -ldflags "-s -w" -o "$kept/$1" .) >&2
    rm -rf "$kept/source"
  fi
  echo "$kept/$1"
}
popeye=$(program popeye github.com/derailed/popeye 0.22.1)
k8sgpt=$(program k8sgpt github.com/k8sgpt-ai/k8sgpt 0.3.50)

scratch=$(mktemp -d)
# popeye keeps discovery documents in the home the user database names, whatever its environment says.
clean() {
  local port
  port=$(sed -n 's,.*//127.0.0.1:\([0-9]*\)".*,\1,p' "$scratch/kubeconfig" 2>/dev/null || true)
  [ -z "$port" ] || rm -rf "$(getent passwd "$(id -u)" | cut -d: -f6)/.kube/cache/discovery/127.0.0.1_$port"
  rm -rf "$scratch"
}
trap clean EXIT
if [ "${BENCH_BUILD:-yes}" = yes ]; then
  mvn -q -B -o -Pquick -pl doctor -am -DskipTests test-compile \
    dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/test-class-path >&2
fi
nice -n 10 "$JAVA_HOME/bin/java" -Xmx1g -XX:+UseSerialGC -Dpeers.progress="$progress" \
  -cp "doctor/target/test-classes:doctor/target/classes:$(cat doctor/target/test-class-path)" \
  io.binnacle.doctor.corpus.PeersBench "$popeye" "$k8sgpt" "$scratch" "$sample" "$lookalikes"
