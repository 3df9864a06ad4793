/// Connection tracking: which flows the kernel remembers, and making it forget some, through ctnetlink.
///
/// Start at [Conntrack].
@NullMarked
package io.binnacle.linux.conntrack;

import org.jspecify.annotations.NullMarked;
