#!/usr/bin/env bash
# Builds CoreDNS, with all the plugins it is released with, from its Go module; for bench/dns.sh. Takes some minutes once; prints where it is.
# Usage: bench/coredns.sh [VERSION]    (default 1.14.7); kept in ${XDG_CACHE_HOME:-~/.cache}/binnacle-bench
set -euo pipefail
version=${1:-1.14.7}
target=${XDG_CACHE_HOME:-$HOME/.cache}/binnacle-bench/coredns-$version
if [ -x "$target/coredns" ]; then echo "$target/coredns"; exit 0; fi
command -v go >/dev/null || { echo "bench/coredns.sh: needs Go 1.25 or newer" >&2; exit 1; }
mkdir -p "$target"
cd "$target"
rm -f go.mod go.sum
go mod init corednsbuild
go get -d "github.com/coredns/coredns@v$version" 
CGO_ENABLED=0 nice -n 19 go build -mod=mod -p 1 -trimpath -buildvcs=false -ldflags "-s -w" -o coredns.new github.com/coredns/coredns
./coredns.new -version >&2
mv coredns.new coredns
echo "$target/coredns"
