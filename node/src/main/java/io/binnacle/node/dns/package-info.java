/// The names of a Pod: its resolv.conf, its host name, its hosts file. Pure: objects and texts in, values out.
///
/// Start at [io.binnacle.node.dns.PodDns#of], [io.binnacle.node.dns.PodHostname#of] and [io.binnacle.node.dns.HostsFile];
/// [io.binnacle.node.dns.SearchList] says which names are tried for one. May use `model`, `node.env`, `node.runtime`. Source: the kubelet's behaviour in Kubernetes 1.33; resolv.conf(5), hosts(5).
@NullMarked
package io.binnacle.node.dns;

import org.jspecify.annotations.NullMarked;
