/// What the DNS counts, under the names CoreDNS's dashboards expect.
///
/// Start at [io.binnacle.dns.metrics.QueryCounters].
@NullMarked
package io.binnacle.dns.metrics;

import org.jspecify.annotations.NullMarked;
