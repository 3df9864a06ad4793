/// Gives Services of type LoadBalancer an address from a pool, as a cloud or a bare-metal load balancer would.
///
/// Start at [io.binnacle.control.loadbalancer.AddressPlanner], which is pure. May use `model`, `client`, `control.core`.
@NullMarked
package io.binnacle.control.loadbalancer;

import org.jspecify.annotations.NullMarked;
