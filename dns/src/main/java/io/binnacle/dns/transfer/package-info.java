/// Whole zones for those who may have them (RFC 5936, RFC 1995): who that is, and which records in which order.
///
/// Start at [io.binnacle.dns.transfer.ZoneTransfers]. May use `dns.zone` and `dns.wire`; no sockets.
@NullMarked
package io.binnacle.dns.transfer;

import org.jspecify.annotations.NullMarked;
