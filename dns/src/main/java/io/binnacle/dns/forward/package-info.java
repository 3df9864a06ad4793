/// Names that are not the cluster's: who is asked for them, and how.
///
/// Start at [io.binnacle.dns.forward.OutsideNames], which the resolver asks, and at
/// [io.binnacle.dns.forward.Exchange], which asks other servers: [io.binnacle.dns.forward.Upstreams] by sockets, as a
/// [io.binnacle.dns.forward.ForwardConfig] says. Whatever is clever about that is in `Dispatcher`, which knows neither sockets nor a
/// clock; its stories are in `src/test/testdata/forward`. May use `dns.name` and `dns.wire`; never the zone.
///
/// Source: RFC 1035 §7, RFC 5452 (forged answers), RFC 6891 (EDNS), RFC 7766 (TCP), RFC 7858 (TLS).
@NullMarked
package io.binnacle.dns.forward;

import org.jspecify.annotations.NullMarked;
