/// What the cluster domain says: a question and a snapshot in, an [io.binnacle.dns.zone.Answer] out. No sockets, no clock.
///
/// Start at [io.binnacle.dns.zone.ClusterZone#answer]. Snapshots are immutable; [io.binnacle.dns.zone.ZoneEditor] compiles
/// the records of one Service at a time and publishes a whole new one. Source: Kubernetes DNS-Based Service Discovery
/// 1.1.0; RFC 2308 for what "no" means. May use `dns.name` and `model`. Never `dns.wire`, `dns.run`, or anything that
/// blocks.
@NullMarked
package io.binnacle.dns.zone;

import org.jspecify.annotations.NullMarked;
