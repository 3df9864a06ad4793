/// The cluster DNS. [io.binnacle.dns.name] has the words, [io.binnacle.dns.zone] knows what the cluster's names mean,
/// [io.binnacle.dns.wire] reads and writes messages, [io.binnacle.dns.run] owns the sockets.
@NullMarked
package io.binnacle.dns;

import org.jspecify.annotations.NullMarked;
