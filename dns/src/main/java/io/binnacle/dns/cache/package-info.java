/// What other servers said about names outside, kept as long as it may be (RFC 1035 §7.4, RFC 2181 §5, RFC 2308, RFC 8767).
///
/// Start at [io.binnacle.dns.cache.OutsideCache]; [io.binnacle.dns.cache.Verdict] decides what is kept and for how long,
/// [io.binnacle.dns.cache.MessageStore] keeps it within its octets. Names of the cluster never come here: the zone is
/// its own cache. May use `dns.name`, `dns.wire`, `dns.forward` and the scheduler; never the zone and no sockets.
@NullMarked
package io.binnacle.dns.cache;

import org.jspecify.annotations.NullMarked;
