/// The DNS at work: follows the API, keeps the zone current, and answers on UDP and TCP.
///
/// Start at [io.binnacle.dns.run.Resolver], and [io.binnacle.dns.run.BatchUdpListener]. What to answer is decided in `dns.zone`; here are sockets and threads.
@NullMarked
package io.binnacle.dns.run;

import org.jspecify.annotations.NullMarked;
