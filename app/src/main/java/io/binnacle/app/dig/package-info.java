/// `binnacle dig`: resolves a name as a Pod of a namespace would, and shows every step.
///
/// Start at [io.binnacle.app.dig.SearchList], which is pure; [io.binnacle.dns.run.DnsClient] asks.
@NullMarked
package io.binnacle.app.dig;

import org.jspecify.annotations.NullMarked;
