/// DNS messages as bytes (RFC 1035 §4, RFC 6891). Hostile input is an ordinary result here: never an exception, never a
/// read past the end, never a loop.
///
/// Start at [io.binnacle.dns.wire.QueryReader] and [io.binnacle.dns.wire.ReplyWriter]; [io.binnacle.dns.wire.MessageReader]
/// is for clients. May use `dns.name` and `dns.zone`.
@NullMarked
package io.binnacle.dns.wire;

import org.jspecify.annotations.NullMarked;
