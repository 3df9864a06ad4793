package io.binnacle.proxy.plan;

import io.binnacle.model.meta.IpAddress;

/// A Service address and port that a socket on this very machine is bound to, as the cluster DNS is to 10.96.0.10:53:
/// traffic to it needs no translation, and is kept out of connection tracking.
///
/// @param address the address, which is assigned to an interface of this machine
/// @param port the port, both UDP and TCP
public record Bound(IpAddress address, int port) {}
