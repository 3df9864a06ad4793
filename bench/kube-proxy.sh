#!/usr/bin/env bash
# Builds the real kube-proxy from its Go module into bench/target/kube-proxy, for bench/proxy-api.sh. Takes a few minutes once.
# Usage: bench/kube-proxy.sh [VERSION]    (default 1.36.3, which Go 1.26 builds)
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
version=${1:-1.36.3}
target=target/kube-proxy
if [ -x "$target/kube-proxy" ] && [ "$(cat "$target/version" 2>/dev/null)" = "$version" ]; then exit 0; fi
command -v go >/dev/null || { echo "bench/kube-proxy.sh: needs Go 1.26 or newer" >&2; exit 1; }
mkdir -p "$target"
cd "$target"
# Its own go.mod replaces every k8s.io/* module by a folder that the published module does not hold: replace them by their releases.
go mod download "k8s.io/kubernetes@v$version"
upstream=$(go list -m -f '{{.GoMod}}' "k8s.io/kubernetes@v$version")
{
  echo 'module kubeproxy'
  grep -m1 '^go ' "$upstream"
  echo "require k8s.io/kubernetes v$version"
  sed -nE "s|^[[:space:]]*(replace )?(k8s\.io/[a-z0-9-]+) => \./staging/.*|replace \2 => \2 v0.${version#1.}|p" "$upstream"
} >go.mod
rm -f go.sum
stamp=k8s.io/component-base/version
CGO_ENABLED=0 nice go build -mod=mod -p 1 -trimpath -buildvcs=false \
  -ldflags "-s -w -X $stamp.gitVersion=v$version -X $stamp.gitMajor=1 -X $stamp.gitMinor=$(cut -d. -f2 <<<"$version")" \
  -o kube-proxy k8s.io/kubernetes/cmd/kube-proxy
./kube-proxy --version
echo "$version" >version
