/// The Service proxy beside kube-proxy: the same Services loaded by each, in network namespaces made for the run, in turns.
///
/// Start at [io.binnacle.bench.proxy.ProxyBench] (the kernel's side alone: rules in, connections through) and
/// [io.binnacle.bench.proxy.ThroughApiBench] (whole processes behind an API). A [io.binnacle.bench.proxy.Contender] is one way
/// to bring Services into the kernel. Commands `ip` and `nft` do what needs another namespace: a child process lives in each.
@NullMarked
package io.binnacle.bench.proxy;

import org.jspecify.annotations.NullMarked;
