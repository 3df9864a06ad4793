/// Interfaces, their addresses, and routes, through rtnetlink.
///
/// Start at [Links].
@NullMarked
package io.binnacle.linux.link;

import org.jspecify.annotations.NullMarked;
