/// How much any one client may ask, and what strangers get. Values and counters; no sockets.
///
/// Start at [io.binnacle.dns.limit.SourceLimits], which listeners ask; [io.binnacle.dns.limit.TokenBuckets] counts.
@NullMarked
package io.binnacle.dns.limit;

import org.jspecify.annotations.NullMarked;
