#!/usr/bin/env bash
# Start to ready, and memory idle: `./binnacle up` with simulated nodes from exec to its first line, N times, with the AOT cache in place.
# Usage: bench/startup.sh [N]; stop everything else first.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
runs=${1:-7}
dir=$(mktemp -d)
trap './binnacle down --data-dir "$dir/data" >/dev/null 2>&1 || true; rm -rf "$dir"' EXIT
./binnacle --version
printf '%-6s %14s %16s %14s\n' run 'ready (ms)' 'RSS at 10 s (MB)' 'CPU at 10 s (s)'
for run in $(seq "$runs"); do
  mkfifo "$dir/out"
  begun=$(date +%s%N)
  ./binnacle up --data-dir "$dir/data" --api-port 0 --dns-listen 127.0.0.1:0 --dns-upstream none --runtime simulated >"$dir/out" 2>/dev/null &
  read -r line <"$dir/out"
  ready=$(( ($(date +%s%N) - begun) / 1000000 ))
  [ "$line" = 'binnacle is ready' ] || { echo "not ready: $line" >&2; exit 1; }
  sleep 10
  rss=$(awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$!/status")
  cpu=$(awk '{printf "%.2f", ($14 + $15) / 100}' "/proc/$!/stat")
  printf '%-6s %14s %16s %14s\n' "$run" "$ready" "$rss" "$cpu"
  kill "$!"; wait "$!" || true
  rm "$dir/out"
done
