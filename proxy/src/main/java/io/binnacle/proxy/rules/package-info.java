/// What the kernel is told: plans in, typed nf_tables commands out. No kernel, no clock.
///
/// Start at [io.binnacle.proxy.rules.RuleBook]; [io.binnacle.proxy.rules.Layout] is the table itself. The table has the same
/// nine sets and maps whatever the number of Services, and one small chain for each number of endpoints that occurs, because
/// the kernel's work for a change grows with the number of maps (docs/decisions/0015-proxy-table.md). May use `proxy.plan`,
/// `model` and the pure part of `linux.nft`.
@NullMarked
package io.binnacle.proxy.rules;

import org.jspecify.annotations.NullMarked;
