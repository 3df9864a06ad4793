/// What every Service asks of this node: Services, EndpointSlices and the node in, immutable plans out. No kernel, no clock.
///
/// Start at [io.binnacle.proxy.plan.ServicePlanner#plan]. One Service is planned by itself, so that a change costs what the
/// Service costs and not what the cluster costs. `proxy.rules` turns plans into nf_tables, `proxy.userspace` into sockets,
/// and the doctor compares them with what is. May use `model` only.
@NullMarked
package io.binnacle.proxy.plan;

import org.jspecify.annotations.NullMarked;
