/// What the data path calls so that every answer is counted and logged alike, whichever path it took.
///
/// Start at [io.binnacle.dns.observe.Observers]. [io.binnacle.dns.observe.ThreadObserver] is for answers in place,
/// [io.binnacle.dns.observe.SharedObserver] for those made with objects. May use `dns.metrics` and `dns.log`.
@NullMarked
package io.binnacle.dns.observe;

import org.jspecify.annotations.NullMarked;
