/// What the DNS writes down: a sample of the queries, and errors, many alike as one.
///
/// Start at [io.binnacle.dns.log.QueryLog]. The data path copies octets into a ring of fixed size and goes on; everything else
/// happens on a thread of its own. May use `dns.name`, `dns.wire` and `dns.metrics`; no sockets.
@NullMarked
package io.binnacle.dns.log;

import org.jspecify.annotations.NullMarked;
