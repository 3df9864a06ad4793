/// Names that are not the cluster's: who is asked for them, and how.
///
/// Start at [io.binnacle.dns.forward.OutsideNames], which the resolver asks, and at
/// [io.binnacle.dns.forward.Exchange], which asks other servers. May use `dns.name` and `dns.wire`; never the zone.
@NullMarked
package io.binnacle.dns.forward;

import org.jspecify.annotations.NullMarked;
