/// What the DNS counts, under the names CoreDNS's dashboards expect.
///
/// Start at [io.binnacle.dns.metrics.DnsMetrics]: it hands out the [io.binnacle.dns.metrics.QueryCounters] that the data path
/// writes, and shows every [io.binnacle.dns.metrics.MetricSource]. May use `dns.wire`; nothing here has a thread of its own.
@NullMarked
package io.binnacle.dns.metrics;

import org.jspecify.annotations.NullMarked;
