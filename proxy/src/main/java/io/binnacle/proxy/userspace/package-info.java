/// Service addresses without root: sockets on loopback addresses that forward to the endpoints the planner names.
///
/// Start at [io.binnacle.proxy.userspace.UserspaceProxy]. Serves what lies in 127.0.0.0/8: cluster addresses when the Service
/// range is in it, and node ports on 127.0.0.1. May use `client`, `model`, `proxy.plan`.
@NullMarked
package io.binnacle.proxy.userspace;

import org.jspecify.annotations.NullMarked;
