/// What the cluster domain says: a question and a snapshot in, an [io.binnacle.dns.zone.Answer] out. No sockets, no clock.
///
/// Start at [io.binnacle.dns.zone.ClusterZone#answer]; what a question about a Service selects is decided in
/// [io.binnacle.dns.zone.ServiceLookup] alone. Snapshots are immutable; [io.binnacle.dns.zone.ZoneEditor] compiles one slice
/// or Service at a time and publishes a whole new one, which shares all that did not change (`docs/decisions/0053`). Source: Kubernetes DNS-Based Service Discovery
/// 1.1.0; RFC 2308 for what "no" means. May use `dns.name` and `model`. Never `dns.wire`, `dns.run`, or anything that
/// blocks.
@NullMarked
package io.binnacle.dns.zone;

import org.jspecify.annotations.NullMarked;
