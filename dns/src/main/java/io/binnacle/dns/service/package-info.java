/// The whole DNS as one thing that starts, takes a new configuration, goes quiet and stops.
///
/// Start at [io.binnacle.dns.service.DnsService]. [io.binnacle.dns.service.ListenPlan] says what a configuration asks for (pure);
/// [io.binnacle.dns.service.OutsideBuilder] puts together who knows names outside; [io.binnacle.dns.service.ConfigWatch] looks after
/// the files. May use all other packages of the DNS; none of them knows this one.
@NullMarked
package io.binnacle.dns.service;

import org.jspecify.annotations.NullMarked;
